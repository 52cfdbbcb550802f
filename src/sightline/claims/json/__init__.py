"""Claims in JSON: FHIR, the CMS-1500 form, clearing houses."""
