"""Cases of edits: claims in Markdown with the findings that an edit must have on them, and running them."""
