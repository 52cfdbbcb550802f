"""What an edit is: its file, the catalogue, the lint, and its sentences."""
