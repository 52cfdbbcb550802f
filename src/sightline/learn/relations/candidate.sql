-- The conditions that may be rules: lines enough, and the outcome at least twice as often as elsewhere. Input: counted, hit,
-- seen, trait, rate, alone.
WITH hits AS (
    SELECT s.code, 'code' AS kind, '' AS value, h.label, count(*) AS hits
    FROM hit h
    JOIN seen s ON s.line = h.line
    GROUP BY s.code, h.label
    UNION ALL
    SELECT coalesce(s.code, ''), t.kind, t.value, h.label, count(*)
    FROM hit h
    JOIN trait t ON t.line = h.line
    JOIN seen s ON s.line = h.line
    GROUP BY GROUPING SETS ((t.kind, t.value, s.code, h.label), (t.kind, t.value, h.label))
)
SELECT CAST(row_number() OVER () AS INTEGER) AS number, *
FROM (
    SELECT c.code, c.kind, c.value, k.label, c.lines, k.hits
    FROM hits k
    JOIN counted c ON c.code = k.code AND c.kind = k.kind AND c.value = k.value
    JOIN rate r ON r.label = k.label
    WHERE c.lines >= $fewest AND k.hits >= $fewest AND k.hits * (r.lines - c.lines) >= 2 * c.lines * (r.hits - k.hits)
        AND (c.code <> '' OR c.kind IN (SELECT kind FROM alone))
    ORDER BY k.hits * ln(1 + k.hits * (r.lines - c.lines) / (c.lines * (r.hits - k.hits + 1))) DESC
    LIMIT $most
)
