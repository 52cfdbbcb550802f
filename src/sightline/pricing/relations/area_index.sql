-- One row per GPCI release and locality: the three indices, in thousandths. A locality that two carriers of a state serve stands in the GPCI
-- file under one of them and has the same indices under the other. Input: area, gpci.
WITH carrier_state AS (SELECT DISTINCT release, carrier, state FROM gpci),
shared AS (
    SELECT s.release, a.area, max(g.source_row) AS source_row
    FROM area a
    JOIN carrier_state s ON s.carrier = a.carrier
    JOIN gpci g ON g.release = s.release AND g.state = s.state AND g.locality = a.locality
    WHERE NOT EXISTS (
        SELECT 1 FROM gpci o WHERE o.release = s.release AND o.carrier = a.carrier AND o.locality = a.locality
    )
    GROUP BY s.release, a.area
    HAVING count(*) = 1
)
SELECT g.release, a.area, g.work_gpci, g.pe_gpci, g.mp_gpci, g.source_row
FROM area a
JOIN gpci g ON g.carrier = a.carrier AND g.locality = a.locality
UNION ALL
SELECT g.release, s.area, g.work_gpci, g.pe_gpci, g.mp_gpci, g.source_row
FROM shared s
JOIN gpci g ON g.release = s.release AND g.source_row = s.source_row
UNION ALL
-- The nation: every index is 1, whether or not a GPCI release is loaded.
SELECT e.gpci, 0, 1000, 1000, 1000, CAST(NULL AS INTEGER)
FROM (SELECT DISTINCT gpci FROM era) e
