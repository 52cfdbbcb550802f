"""Answers to the sender of claims: 277CA, 999, FHIR ClaimResponse."""
