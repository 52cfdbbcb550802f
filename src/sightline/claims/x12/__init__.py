"""X12 837 professional claims: from bytes to segments, from segments to claims, and back with lines changed."""
