-- The lines of each candidate, and whether they have its outcome. Input: candidate, seen, trait, population, hit.
WITH met AS (
    SELECT c.number, c.label, s.line, s.day
    FROM candidate c
    JOIN seen s ON s.code = c.code
    WHERE c.kind = 'code'
    UNION ALL
    SELECT c.number, c.label, s.line, s.day
    FROM candidate c
    JOIN trait t ON t.kind = c.kind AND t.value = c.value
    JOIN seen s ON s.line = t.line AND s.code = c.code
    WHERE c.kind <> 'code' AND c.code <> ''
    UNION ALL
    SELECT c.number, c.label, s.line, s.day
    FROM candidate c
    JOIN trait t ON t.kind = c.kind AND t.value = c.value
    JOIN seen s ON s.line = t.line
    WHERE c.kind <> 'code' AND c.code = ''
)
SELECT m.number, m.label, m.line, m.day, h.line IS NOT NULL AS hit
FROM met m
JOIN population p ON p.line = m.line
LEFT JOIN hit h ON h.line = m.line AND h.label = m.label
