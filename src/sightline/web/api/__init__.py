"""The API: programs send claims and get what the command line prints as JSON."""
