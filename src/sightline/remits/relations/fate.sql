-- What became of every remitted line: the claim line it answers, or the claim lines that it answers together with others
-- (lines), or none and why. Input: paid_line, matched, candidate, claim_candidate.
WITH answer AS (
    SELECT
        remit_key, remit_line, min(claim_key) AS claim_key, min(method) AS method,
        CASE WHEN min(method) <> 7 THEN min(line_no) END AS line_no,
        CASE WHEN min(method) = 7 THEN list_sort(list(line_no)) END AS lines
    FROM matched
    GROUP BY remit_key, remit_line
)
SELECT
    p.remit_key,
    p.remit_line,
    m.claim_key,
    m.line_no,
    m.lines,
    CASE
        WHEN m.method IN (1, 2) THEN 'line control number'
        WHEN m.method = 3 THEN 'claim, code, modifiers and date'
        WHEN m.method = 4 THEN 'claim, code and date'
        WHEN m.method = 5 THEN 'insured, code and date'
        WHEN m.method = 6 THEN 'claim, code and date, in order'
        WHEN m.method = 7 THEN 'code and charges, in sum'
        WHEN EXISTS (SELECT 1 FROM candidate k WHERE k.remit_key = p.remit_key AND k.remit_line = p.remit_line)
            THEN 'ambiguous'
        WHEN EXISTS (SELECT 1 FROM claim_candidate k WHERE k.remit_key = p.remit_key) THEN 'no such line'
        ELSE 'no such claim'
    END AS matched_by
FROM paid_line p
LEFT JOIN answer m ON m.remit_key = p.remit_key AND m.remit_line = p.remit_line
