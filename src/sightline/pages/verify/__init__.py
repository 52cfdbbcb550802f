"""Is this list right? Finds the codes in somebody's page, superbill or chargemaster and holds each against the reference."""
