"""What a report says was done: events, their target, guidance and outcome, and the families that are not read."""
