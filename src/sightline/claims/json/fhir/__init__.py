"""FHIR R4 claims and the resources they refer to."""
