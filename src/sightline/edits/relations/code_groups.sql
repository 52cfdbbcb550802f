-- One row per code of the claims that is in a group of codes: the groups, a space before and after each. Input: code_scope,
-- group_range.
SELECT s.code, ' ' || listed(g.name, ' ', g.name) || ' ' AS code_groups
FROM code_scope s
JOIN group_range g ON g.lead = substr(s.code, 1, 1) AND s.code >= g.code_from AND s.code <= g.code_to
GROUP BY s.code
