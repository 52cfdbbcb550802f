-- One row per NPI at hand: whether it can be one. Input: npis.
WITH stated AS (
    SELECT npi, length(npi) = 10 AND regexp_replace(npi, '^[12][0-9]*$', '') = '' AS formed FROM npis WHERE npi <> ''
),
digit AS (
    SELECT npi, place, CAST(substr(npi, place, 1) AS INTEGER) AS digit
    FROM stated
    CROSS JOIN (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)) AS places (place)
    WHERE formed
),
summed AS (
    -- The Luhn formula (45 CFR 162.406): 24 is what the prefix 80840 adds; every second digit from the right, the check
    -- digit aside, counts twice, less nine when above nine.
    SELECT npi, 24 + sum(CASE WHEN place % 2 = 0 THEN digit WHEN digit > 4 THEN 2 * digit - 9 ELSE 2 * digit END) AS total
    FROM digit
    GROUP BY npi
)
SELECT s.npi, s.formed, s.formed AND t.total % 10 = 0 AS valid
FROM stated s
LEFT JOIN summed t ON t.npi = s.npi
