-- Claim lines that are compared in sum, with what is expected of them together. Input: decided, billed, principal, expected.
-- Expected where each of the lines has an expected amount; none of them can be told from the others.
SELECT
    s.claim_key, s.lines, min(b.claim_id) AS claim_id, min(b.code) AS code, min(b.date_from) AS date_from,
    min(b.payer) AS payer, min(b.provider) AS provider, min(p.turn) AS turn,
    CASE WHEN count(*) = count(e.expected) THEN sum(e.expected) END AS expected,
    CASE WHEN min(e.basis) = max(e.basis) THEN min(e.basis) ELSE '' END AS basis,
    coalesce(max(e.why), '') AS why, coalesce(max(e.predicted_by), '') AS predicted_by, bool_and(e.bundled) AS bundled,
    min(b.file) AS file, min(b.segment) AS segment, min(b.byte) AS byte
FROM (SELECT DISTINCT claim_key, lines FROM decided WHERE line_no IS NULL) AS s
JOIN billed b ON b.claim_key = s.claim_key AND list_contains(s.lines, b.line_no)
JOIN principal p ON p.claim_key = b.claim_key AND p.line_no = b.line_no
LEFT JOIN expected e ON e.claim_key = b.claim_key AND e.line_no = b.line_no
GROUP BY s.claim_key, s.lines
