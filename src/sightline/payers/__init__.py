"""Payer profiles as data: TOML, a source on every figure, unknown written as unknown."""
