-- The pairs that one method settles: a remitted line that is still open with exactly one claim line, lines of the same
-- charge going before others, and of those the ones with the same units. Two remitted lines of one claim may answer the
-- same claim line only when they carry its control number or split its charge; the only one that has its charge answers
-- it before others do. Input: candidate, matched, pass (the method).
WITH open_pair AS (
    SELECT k.*
    FROM candidate k JOIN pass ON pass.method = k.method
    WHERE NOT EXISTS (SELECT 1 FROM matched m WHERE m.remit_key = k.remit_key AND m.remit_line = k.remit_line)
        AND NOT EXISTS (
            SELECT 1 FROM matched m
            WHERE m.remit_key = k.remit_key AND m.claim_key = k.claim_key AND m.line_no = k.line_no
        )
), agreement AS (
    SELECT
        *, CASE WHEN abs(charge) <> billed THEN 2 WHEN abs(units) <> units_of_line THEN 1 ELSE 0 END AS differs
    FROM open_pair
), placed AS (
    SELECT *, rank() OVER (PARTITION BY remit_key, remit_line ORDER BY differs) AS place FROM agreement
), counted AS (
    SELECT
        *,
        count(*) OVER (PARTITION BY remit_key, remit_line) AS claim_lines,
        count(*) OVER (PARTITION BY remit_key, claim_key, line_no) AS remitted_lines,
        count(*) OVER (PARTITION BY remit_key, claim_key, line_no, differs) AS alike,
        sum(charge) OVER (PARTITION BY remit_key, claim_key, line_no) AS charged
    FROM placed WHERE place = 1
)
SELECT remit_key, remit_line, claim_key, line_no, method
FROM counted
WHERE claim_lines = 1
    AND (remitted_lines = 1 OR differs < 2 AND alike = 1 OR method IN (1, 2) OR abs(charged) = billed)
