"""Edits, payers, relations and releases, as pages and lists."""
