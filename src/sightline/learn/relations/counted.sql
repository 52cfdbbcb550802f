-- One row per condition: how many lines of `population` meet it. Input: population, seen, trait.
SELECT s.code, 'code' AS kind, '' AS value, count(*) AS lines
FROM population p
JOIN seen s ON s.line = p.line
GROUP BY s.code
UNION ALL
SELECT coalesce(s.code, ''), t.kind, t.value, count(*)
FROM trait t
JOIN population p ON p.line = t.line
JOIN seen s ON s.line = t.line
GROUP BY GROUPING SETS ((t.kind, t.value, s.code), (t.kind, t.value))
