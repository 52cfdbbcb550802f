"""Negotiated rates: read what payers and hospitals publish, keep it, and say what it means for a code."""
