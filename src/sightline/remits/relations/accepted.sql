-- The pairs that one method settles: a remitted line that is still open with exactly one claim line, lines of the same
-- charge going before others. Two remitted lines of one claim may answer the same claim line only when they carry its
-- control number or split its charge. Input: candidate, matched, pass (the method).
WITH open_pair AS (
    SELECT k.*
    FROM candidate k JOIN pass ON pass.method = k.method
    WHERE NOT EXISTS (SELECT 1 FROM matched m WHERE m.remit_key = k.remit_key AND m.remit_line = k.remit_line)
        AND NOT EXISTS (
            SELECT 1 FROM matched m
            WHERE m.remit_key = k.remit_key AND m.claim_key = k.claim_key AND m.line_no = k.line_no
        )
), placed AS (
    SELECT
        *,
        rank() OVER (
            PARTITION BY remit_key, remit_line ORDER BY CASE WHEN abs(charge) = billed THEN 0 ELSE 1 END
        ) AS place
    FROM open_pair
), counted AS (
    SELECT
        *,
        count(*) OVER (PARTITION BY remit_key, remit_line) AS claim_lines,
        count(*) OVER (PARTITION BY remit_key, claim_key, line_no) AS remitted_lines,
        sum(charge) OVER (PARTITION BY remit_key, claim_key, line_no) AS charged
    FROM placed WHERE place = 1
)
SELECT remit_key, remit_line, claim_key, line_no, method
FROM counted
WHERE claim_lines = 1 AND (remitted_lines = 1 OR method IN (1, 2) OR abs(charged) = billed)
