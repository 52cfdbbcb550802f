-- Method 7: remitted lines and claim lines of one claim and code that one method leaves open, where none can be told from
-- the others and all the charges of the ones are all the charges of the others: compared in sum. A row for each remitted
-- line with each claim line of its set. Input: candidate, paid_line, billed, matched, pass (the method).
WITH open_pair AS (
    SELECT k.remit_key, k.remit_line, k.claim_key, k.line_no, abs(k.charge) AS charge, k.billed, b.code, p.date_from
    FROM candidate k
    JOIN pass ON pass.method = k.method
    JOIN paid_line p ON p.remit_key = k.remit_key AND p.remit_line = k.remit_line
    JOIN billed b ON b.claim_key = k.claim_key AND b.line_no = k.line_no
    WHERE NOT EXISTS (SELECT 1 FROM matched m WHERE m.remit_key = k.remit_key AND m.remit_line = k.remit_line)
        AND NOT EXISTS (
            SELECT 1 FROM matched m
            WHERE m.remit_key = k.remit_key AND m.claim_key = k.claim_key AND m.line_no = k.line_no
        )
), remitted_set AS (
    SELECT remit_key, claim_key, code, date_from, sum(charge) AS charge
    FROM (SELECT DISTINCT remit_key, remit_line, claim_key, code, date_from, charge FROM open_pair) AS each_once
    GROUP BY remit_key, claim_key, code, date_from
), claim_set AS (
    SELECT remit_key, claim_key, code, date_from, sum(billed) AS billed
    FROM (SELECT DISTINCT remit_key, claim_key, line_no, code, date_from, billed FROM open_pair) AS each_once
    GROUP BY remit_key, claim_key, code, date_from
), agreeing AS (
    SELECT o.*
    FROM open_pair o
    JOIN remitted_set r
        ON r.remit_key = o.remit_key AND r.claim_key = o.claim_key AND r.code = o.code
        AND r.date_from IS NOT DISTINCT FROM o.date_from
    JOIN claim_set c
        ON c.remit_key = o.remit_key AND c.claim_key = o.claim_key AND c.code = o.code
        AND c.date_from IS NOT DISTINCT FROM o.date_from
    WHERE r.charge = c.billed
)
SELECT a.remit_key, a.remit_line, a.claim_key, a.line_no, 7 AS method
FROM agreeing a
-- a line that could belong to two sets belongs to none
WHERE NOT EXISTS (
    SELECT 1 FROM agreeing other
    WHERE other.remit_key = a.remit_key AND (
        other.remit_line = a.remit_line AND (other.claim_key <> a.claim_key OR other.code <> a.code)
        OR other.claim_key = a.claim_key AND other.line_no = a.line_no AND other.date_from IS DISTINCT FROM a.date_from
    )
)
