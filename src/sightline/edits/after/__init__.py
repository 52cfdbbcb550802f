"""What comes after a check: baselines, and decisions of people about findings."""
