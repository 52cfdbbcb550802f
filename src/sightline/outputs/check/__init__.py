"""The findings of a check, in every format."""
