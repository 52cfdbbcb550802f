-- One row per patient and day with image guidance or what it guides: how much of it, by whomever it was done.
-- Input: line_read, situation.
SELECT
    l.patient_day AS imaged_day,
    CAST(sum(CASE WHEN x.needle <> '' THEN 1 ELSE 0 END) AS BIGINT) AS needle_lines,
    CAST(sum(CASE WHEN x.needle IN ('core', 'fna', 'needle') THEN 1 ELSE 0 END) AS BIGINT) AS open_needle_lines,
    CAST(count(DISTINCT CASE WHEN x.guidance_use = 'needle' THEN x.guidance END) AS BIGINT) AS guidance_modalities,
    CAST(sum(CASE WHEN x.guidance <> '' THEN 1 ELSE 0 END) AS BIGINT) AS guidance_lines
FROM situation x
JOIN line_read l ON l.situation = x.situation
WHERE x.guidance IS NOT NULL AND l.stands
GROUP BY l.patient_day
