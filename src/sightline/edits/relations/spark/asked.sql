-- What reference data is asked with: every code, list of modifiers and diagnosis once. Input: line_read, diagnosis_read.
SELECT 'code' AS kind, code AS value FROM line_read GROUP BY code
UNION ALL
SELECT 'modifier_list', modifier_list FROM line_read GROUP BY modifier_list
UNION ALL
SELECT 'diagnosis', code FROM diagnosis_read GROUP BY code
