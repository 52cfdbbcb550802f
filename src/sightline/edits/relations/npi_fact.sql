-- One row per NPI of the claims: whether it can be one. Input: npis.
WITH stated AS (
    SELECT npi, length(npi) = 10 AND regexp_replace(npi, '^[12][0-9]*$', '') = '' AS formed FROM npis WHERE npi <> ''
),
summed AS (
    -- The Luhn formula (45 CFR 162.406): 24 is what the prefix 80840 adds; every second digit from the right, the check
    -- digit aside, counts twice, less nine when above nine: as '0246813579' says.
    SELECT
        npi,
        24
        + CAST(substr('0246813579', CAST(substr(npi, 1, 1) AS INTEGER) + 1, 1) AS INTEGER)
        + CAST(substr(npi, 2, 1) AS INTEGER)
        + CAST(substr('0246813579', CAST(substr(npi, 3, 1) AS INTEGER) + 1, 1) AS INTEGER)
        + CAST(substr(npi, 4, 1) AS INTEGER)
        + CAST(substr('0246813579', CAST(substr(npi, 5, 1) AS INTEGER) + 1, 1) AS INTEGER)
        + CAST(substr(npi, 6, 1) AS INTEGER)
        + CAST(substr('0246813579', CAST(substr(npi, 7, 1) AS INTEGER) + 1, 1) AS INTEGER)
        + CAST(substr(npi, 8, 1) AS INTEGER)
        + CAST(substr('0246813579', CAST(substr(npi, 9, 1) AS INTEGER) + 1, 1) AS INTEGER)
        + CAST(substr(npi, 10, 1) AS INTEGER) AS total
    FROM stated
    WHERE formed
)
SELECT s.npi, s.formed, s.formed AND t.total % 10 = 0 AS valid
FROM stated s
LEFT JOIN summed t ON t.npi = s.npi
