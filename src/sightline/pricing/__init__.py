"""Expected payment: what a line pays, by which rules, step by step. See docs/pricing.md."""
