"""Hospitals' standard charges: CSV, tall and wide, and JSON."""
