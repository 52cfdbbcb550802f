-- One row per other payer of a claim (loop 2320): what it paid and adjusted, and what it paid by its lines (loop 2430; null
-- where it decided none, or another payer has its number). Input: other_payer_read.
SELECT claim_key, position, paid, adjusted, lines_paid, lines_decided
FROM other_payer_read
