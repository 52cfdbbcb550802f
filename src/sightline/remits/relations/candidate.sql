-- The claim lines that a remitted line may answer, by each method: 1 and 2 line control number (the line's number and code
-- where the claim has no control number), 3 and 4 claim number and code, 5 the insured's number and code where no claim
-- has the claim number. Input: billed (claim lines), paid_line (remitted lines), claim_candidate, claim.
WITH known AS (
    SELECT p.*, k.claim_key FROM paid_line p JOIN claim_candidate k ON k.remit_key = p.remit_key
), strange AS (
    SELECT p.* FROM paid_line p
    WHERE NOT EXISTS (SELECT 1 FROM claim_candidate k WHERE k.remit_key = p.remit_key)
)
SELECT 1 AS method, k.remit_key, k.remit_line, b.claim_key, b.line_no, k.charge, b.charge AS billed,
    k.units_billed AS units, b.units AS units_of_line
FROM known k
JOIN billed b
    ON b.claim_key = k.claim_key
    AND (
        b.control_number = k.control_number
        OR b.control_number = '' AND CAST(b.line_no AS VARCHAR) = k.control_number AND b.code = k.billed_code
    )
WHERE k.control_number <> ''
UNION ALL
SELECT 2, s.remit_key, s.remit_line, b.claim_key, b.line_no, s.charge, b.charge, s.units_billed, b.units
FROM strange s
JOIN billed b ON b.control_number = s.control_number AND b.code = s.billed_code AND b.date_from = s.date_from
WHERE s.control_number <> ''
UNION ALL
SELECT 3, k.remit_key, k.remit_line, b.claim_key, b.line_no, k.charge, b.charge, k.units_billed, b.units
FROM known k
JOIN billed b
    ON b.claim_key = k.claim_key AND b.code = k.billed_code AND b.modifiers = k.billed_modifiers
    AND b.date_from = coalesce(k.date_from, b.date_from)
UNION ALL
SELECT 4, k.remit_key, k.remit_line, b.claim_key, b.line_no, k.charge, b.charge, k.units_billed, b.units
FROM known k
JOIN billed b
    ON b.claim_key = k.claim_key AND b.code = k.billed_code AND b.date_from = coalesce(k.date_from, b.date_from)
UNION ALL
SELECT 5, s.remit_key, s.remit_line, b.claim_key, b.line_no, s.charge, b.charge, s.units_billed, b.units
FROM strange s
JOIN billed b ON b.member = s.member AND b.code = s.billed_code AND b.date_from = s.date_from
WHERE s.member <> ''
