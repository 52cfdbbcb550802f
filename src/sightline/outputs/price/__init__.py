"""Expected payments, in every format."""
