"""What was learned of a payer: text for people, and a folder of edits, cases and contract terms."""
