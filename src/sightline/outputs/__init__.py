"""Result objects to bytes: text for people, JSON and CSV for programs."""
