"""Working on the claims of a check: the list, its causes, one claim, many at once."""
