-- One row per payment locality in use, numbered; the nation as a whole is area 0. Input: gpci, zip_place, anesthesia,
-- area_given.
SELECT CAST(0 AS INTEGER) AS area, '' AS carrier, '' AS locality
UNION ALL
SELECT CAST(row_number() OVER (ORDER BY carrier, locality) AS INTEGER), carrier, locality
FROM (
    SELECT carrier, locality FROM gpci
    UNION
    SELECT carrier, locality FROM zip_place
    UNION
    SELECT carrier, locality FROM anesthesia
    UNION
    SELECT carrier, locality FROM area_given
) x
WHERE carrier <> ''
