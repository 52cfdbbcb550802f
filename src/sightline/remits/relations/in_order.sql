-- Method 6: remitted lines that are still open and as many open claim lines of the one claim with the same code, modifiers,
-- date and charge, paired in order. Input: paid_line, billed, claim_candidate, matched.
WITH sole AS (
    SELECT remit_key, min(claim_key) AS claim_key FROM claim_candidate GROUP BY remit_key HAVING count(*) = 1
), remitted_line_open AS (
    SELECT
        p.remit_key, p.remit_line, s.claim_key, p.billed_code, p.billed_modifiers, p.date_from, abs(p.charge) AS charge,
        row_number() OVER (
            PARTITION BY p.remit_key, p.billed_code, p.billed_modifiers, p.date_from, abs(p.charge) ORDER BY p.remit_line
        ) AS place,
        count(*) OVER (PARTITION BY p.remit_key, p.billed_code, p.billed_modifiers, p.date_from, abs(p.charge)) AS size
    FROM paid_line p JOIN sole s ON s.remit_key = p.remit_key
    WHERE NOT EXISTS (SELECT 1 FROM matched m WHERE m.remit_key = p.remit_key AND m.remit_line = p.remit_line)
), claim_line_open AS (
    SELECT
        s.remit_key, b.claim_key, b.line_no, b.code, b.modifiers, b.date_from, b.charge,
        row_number() OVER (PARTITION BY s.remit_key, b.code, b.modifiers, b.date_from, b.charge ORDER BY b.line_no) AS place,
        count(*) OVER (PARTITION BY s.remit_key, b.code, b.modifiers, b.date_from, b.charge) AS size
    FROM sole s JOIN billed b ON b.claim_key = s.claim_key
    WHERE NOT EXISTS (
        SELECT 1 FROM matched m
        WHERE m.remit_key = s.remit_key AND m.claim_key = b.claim_key AND m.line_no = b.line_no
    )
)
SELECT r.remit_key, r.remit_line, b.claim_key, b.line_no, 6 AS method
FROM remitted_line_open r
JOIN claim_line_open b
    ON b.remit_key = r.remit_key AND b.code = r.billed_code AND b.modifiers = r.billed_modifiers
    AND b.date_from = r.date_from AND b.charge = r.charge AND b.place = r.place AND b.size = r.size
