"""Procedure reports compared with claims, in every format."""
