-- The lines of each candidate, and whether they have its outcome. Input: candidate, seen, trait, population, hit.
WITH
-- Each thing's line and code come first: joined by kind and value alone, a line at place 11 would meet the candidates of every code.
narrowed AS MATERIALIZED (
    SELECT t.line, t.kind, t.value, s.code, s.day
    FROM trait t
    SEMI JOIN candidate c ON c.kind = t.kind AND c.value = t.value
    JOIN seen s ON s.line = t.line
),
met AS (
    SELECT c.number, c.label, s.line, s.day
    FROM candidate c
    JOIN seen s ON s.code = c.code
    WHERE c.kind = 'code'
    UNION ALL
    SELECT c.number, c.label, n.line, n.day
    FROM candidate c
    JOIN narrowed n ON n.kind = c.kind AND n.value = c.value AND n.code = c.code
    UNION ALL
    SELECT c.number, c.label, n.line, n.day
    FROM candidate c
    JOIN narrowed n ON n.kind = c.kind AND n.value = c.value
    WHERE c.code = ''
)
SELECT m.number, m.label, m.line, m.day, h.line IS NOT NULL AS hit
FROM met m
JOIN population p ON p.line = m.line
LEFT JOIN hit h ON h.line = m.line AND h.label = m.label
