-- One row per diagnosis of the claims and span of dates in which the same is said of it: its attributes (' adult manifestation ':
-- a space before and after each). Input: diagnosis_attribute.
SELECT
    code,
    effective_from,
    effective_to,
    ' '
    || max(CASE WHEN attribute = 'newborn' THEN 'newborn ' ELSE '' END)
    || max(CASE WHEN attribute = 'pediatric' THEN 'pediatric ' ELSE '' END)
    || max(CASE WHEN attribute = 'maternity' THEN 'maternity ' ELSE '' END)
    || max(CASE WHEN attribute = 'adult' THEN 'adult ' ELSE '' END)
    || max(CASE WHEN attribute = 'female' THEN 'female ' ELSE '' END)
    || max(CASE WHEN attribute = 'male' THEN 'male ' ELSE '' END)
    || max(CASE WHEN attribute = 'manifestation' THEN 'manifestation ' ELSE '' END)
    || max(CASE WHEN attribute = 'external-cause' THEN 'external-cause ' ELSE '' END)
    || max(CASE WHEN attribute = 'unspecified' THEN 'unspecified ' ELSE '' END) AS attributes,
    min(source_row) AS source_row,
    min(release) AS release
FROM diagnosis_attribute
GROUP BY code, effective_from, effective_to
