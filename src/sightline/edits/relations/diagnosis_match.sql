-- One row per diagnosis of the claims and rule that speaks of it (table diagnosis_rule), by any beginning of the code.
-- Input: diagnosis_prefix, diagnosis_rule.
SELECT
    p.code,
    r.rule,  -- excludes, together, needs, never-first, first-only, after, male, female, newborn, region
    r.other,  -- the beginning of the other code; '' where the rule is about the code alone
    r.instead,
    r.source AS rule_source,
    r.source_row,
    r.release
FROM diagnosis_prefix p
JOIN diagnosis_rule r ON r.diagnosis = p.prefix
