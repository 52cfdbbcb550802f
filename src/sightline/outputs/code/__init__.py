"""Pages of codes, search hits, and verified lists, in every format."""
