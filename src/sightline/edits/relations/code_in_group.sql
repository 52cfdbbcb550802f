-- One row per code of the claims and group of codes that a rule on spacing names. Input: code_scope, spaced_range.
SELECT s.code, g.name
FROM code_scope s
JOIN spaced_range g ON g.lead = substr(s.code, 1, 1) AND s.code >= g.code_from AND s.code <= g.code_to
WHERE length(s.code) = 5
