-- One row per fee schedule row, era, locality and conversion factor in use: the amounts of both sides to the cent. Every factor is an exact
-- decimal; the sum of products is rounded once, half up. Input: fee_scope, era, fee_schedule, area_index.
WITH coded AS (SELECT DISTINCT code, in_starter, era, area, own_factor FROM fee_scope),
needed AS (
    SELECT code, in_starter, era, area, own_factor FROM coded
    UNION
    -- The base procedure of an endoscopy is needed for its family.
    SELECT f.endoscopic_base, c.in_starter, c.era, c.area, c.own_factor
    FROM coded c
    JOIN era d ON d.era = c.era AND d.in_starter = c.in_starter
    JOIN fee_schedule f ON f.release = d.fee_schedule AND f.code = c.code
    WHERE f.endoscopic_base <> ''
),
valued AS (
    SELECT
        w.in_starter,
        w.era,
        w.area,
        w.own_factor,
        f.*,
        i.work_gpci,
        i.pe_gpci,
        i.mp_gpci,
        i.source_row AS gpci_row,
        CAST(CASE WHEN w.own_factor > 0 THEN w.own_factor ELSE coalesce(d.physician_factor, f.conversion_factor) END AS DECIMAL(9, 4))
            AS factor,
        -- The global row of a contractor's code has no work of its own: its cap counts the work of the 26.
        CASE WHEN f.modifier = '' AND f.status = 'C' THEN coalesce(p.work_rvu, f.work_rvu) ELSE f.work_rvu END AS cap_work,
        f.opps_nonfacility_pe > 0 OR f.opps_facility_pe > 0 AS capped
    FROM needed w
    JOIN era d ON d.era = w.era AND d.in_starter = w.in_starter
    JOIN fee_schedule f ON f.release = d.fee_schedule AND f.code = w.code
    JOIN area_index i ON i.release IS NOT DISTINCT FROM d.gpci AND i.area = w.area
    LEFT JOIN fee_schedule p ON p.release = d.fee_schedule AND p.code = w.code AND p.modifier = '26'
),
summed AS (
    SELECT
        v.*,
        CAST(v.work_rvu * v.work_gpci AS DECIMAL(16, 5)) AS work_part,
        CAST(v.nonfacility_pe_rvu * v.pe_gpci AS DECIMAL(16, 5)) AS nonfacility_part,
        CAST(v.facility_pe_rvu * v.pe_gpci AS DECIMAL(16, 5)) AS facility_part,
        CAST(v.mp_rvu * v.mp_gpci AS DECIMAL(16, 5)) AS mp_part,
        CAST(v.cap_work * v.work_gpci + v.opps_nonfacility_pe * v.pe_gpci + v.opps_mp * v.mp_gpci AS DECIMAL(16, 5))
            AS nonfacility_cap_sum,
        CAST(v.cap_work * v.work_gpci + v.opps_facility_pe * v.pe_gpci + v.opps_mp * v.mp_gpci AS DECIMAL(16, 5))
            AS facility_cap_sum
    FROM valued v
)
SELECT
    s.*,
    CAST(round((work_part + nonfacility_part + mp_part) * factor, 2) AS DECIMAL(12, 2)) AS nonfacility_amount,
    CAST(round((work_part + facility_part + mp_part) * factor, 2) AS DECIMAL(12, 2)) AS facility_amount,
    -- Therapy: half of the practice expense.
    CAST(round((work_part + CAST(0.5 AS DECIMAL(2, 1)) * nonfacility_part + mp_part) * factor, 2) AS DECIMAL(12, 2))
        AS nonfacility_half_pe,
    CAST(round((work_part + CAST(0.5 AS DECIMAL(2, 1)) * facility_part + mp_part) * factor, 2) AS DECIMAL(12, 2))
        AS facility_half_pe,
    CASE WHEN capped THEN CAST(round(nonfacility_cap_sum * factor, 2) AS DECIMAL(12, 2)) END AS nonfacility_cap,
    CASE WHEN capped THEN CAST(round(facility_cap_sum * factor, 2) AS DECIMAL(12, 2)) END AS facility_cap
FROM summed s
