-- One row per diagnosis: its claim's first date of service, the ICD-10-CM row in force on it, and what the Medicare Code
-- Editor says of it on that date. Input: diagnosis_read, claim, calendar, era, icd10cm, diagnosis_fact, diagnosis_side.
SELECT
    x.claim_key,
    x.position,
    x.code_set,
    x.code,
    -- As its owner prints it: a dot after the third character; after the fourth of an external cause of ICD-9-CM.
    CASE
        WHEN x.code_set = 'ICD9' AND x.code LIKE 'E_____%' THEN x.code
        WHEN x.code_set = 'ICD9' AND x.code LIKE 'E____' THEN substr(x.code, 1, 4) || '.' || substr(x.code, 5)
        WHEN x.code_set = 'ICD9' AND x.code LIKE 'E%' THEN x.code
        WHEN length(x.code) > 3 THEN substr(x.code, 1, 3) || '.' || substr(x.code, 4)
        ELSE x.code
    END AS printed,
    c.date_of_service,
    c.age,
    c.sex,
    c.is_history,
    d.icd10cm AS icd_release,
    coalesce(d.icd10cm_speaks, 0) = 1 AS icd_speaks,  -- whether its period has the date; otherwise it is the nearest one
    i.code IS NOT NULL AS known,
    coalesce(i.billable, FALSE) AS billable,
    i.source_row AS icd_row,
    coalesce(f.attributes, '') AS attributes,  -- ' adult unspecified ': a space before and after each
    f.source_row AS attribute_row,
    f.release AS attribute_release,
    coalesce(e.side, '') AS side,  -- left, right, unspecified (there are codes for each side) or ''
    e.source_row AS side_row,
    e.release AS side_release
FROM diagnosis_read x
JOIN claim c ON c.claim_key = x.claim_key
LEFT JOIN calendar k ON k.date_of_service = c.date_of_service
LEFT JOIN era d ON d.era = k.era AND d.in_starter = FALSE
LEFT JOIN icd10cm i ON i.release = d.icd10cm AND i.code = x.code
LEFT JOIN diagnosis_fact f
    ON f.code = x.code AND f.effective_from <= c.date_of_service AND c.date_of_service < f.effective_to
LEFT JOIN diagnosis_side e ON e.code = x.code
