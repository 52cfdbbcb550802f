-- The ranges of codes (group_range) that rules on spacing name. Input: group_range, spacing_rule.
SELECT g.name, g.code_from, g.code_to, g.lead
FROM group_range g
WHERE g.name IN (SELECT earlier FROM spacing_rule UNION SELECT later FROM spacing_rule)
