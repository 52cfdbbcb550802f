"""Reconciliations of claims with remittances, in every format."""
