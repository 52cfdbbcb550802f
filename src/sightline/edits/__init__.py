"""The edits: the catalogue (one SQL file each) and the few lines that load and run it."""
