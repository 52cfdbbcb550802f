-- One row per line that other payers have decided (loop 2430). Input: adjudication_read.
SELECT
    claim_key,
    line_no,
    payers,
    paid,
    adjusted,
    decided  -- paid and adjusted together; null where several decisions stand or one has no amount
FROM adjudication_read
