"""What a practice keeps between sessions: `serve --workspace FOLDER`. Without it nothing here is used."""
