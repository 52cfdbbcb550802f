"""Procedure reports: read them, find the evidence for each documentation requirement, compare with the claim."""
