-- One row per range of codes that is in a group, with the first character of its codes, which a range never leaves: few
-- ranges are compared with a code. Input: code_group, patient_rule.
SELECT name, code_from, code_to, substr(code_from, 1, 1) AS lead FROM code_group
UNION ALL
SELECT DISTINCT 'of-age', code_from, code_to, substr(code_from, 1, 1) FROM patient_rule WHERE unit <> ''
UNION ALL
SELECT DISTINCT 'of-sex', code_from, code_to, substr(code_from, 1, 1) FROM patient_rule WHERE sex <> ''
