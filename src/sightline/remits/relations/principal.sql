-- The turn of the payer with whom each claim line is compared: the one to whom the claim went; where the claim does not say,
-- the first one that answered. Input: billed, decided.
SELECT
    b.claim_key,
    b.line_no,
    CASE
        WHEN b.turn > 0 THEN b.turn
        ELSE coalesce((SELECT min(d.turn) FROM decided d WHERE d.claim_key = b.claim_key AND d.line_no = b.line_no), 1)
    END AS turn
FROM billed b
