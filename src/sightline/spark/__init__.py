"""Spark: what it needs, and what it says of addresses, in words for users. Needs the extra `spark`."""
