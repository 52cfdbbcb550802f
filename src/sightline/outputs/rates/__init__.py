"""Negotiated rates, in every format."""
