-- One row per fee schedule row, era, locality, conversion factor and side in use: its amounts in cents. RVUs are hundredths,
-- indices thousandths, factors ten-thousandths of a dollar; the sum of products is rounded once, half up. Input: fee_scope, era,
-- fee_schedule, area_index.
WITH coded AS (SELECT DISTINCT code, in_starter, era, area, own_factor, in_facility FROM fee_scope),
needed AS (
    SELECT code, in_starter, era, area, own_factor, in_facility FROM coded
    UNION
    -- The base procedure of an endoscopy is needed for its family.
    SELECT f.endoscopic_base, c.in_starter, c.era, c.area, c.own_factor, c.in_facility
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
        w.in_facility,
        f.*,
        i.work_gpci,
        i.pe_gpci,
        i.mp_gpci,
        i.source_row AS gpci_row,
        CASE WHEN w.own_factor > 0 THEN w.own_factor ELSE coalesce(d.physician_factor, f.conversion_factor) END AS factor,
        CASE WHEN w.in_facility THEN f.facility_pe_rvu ELSE f.nonfacility_pe_rvu END AS pe_rvu,
        CASE WHEN w.in_facility THEN f.opps_facility_pe ELSE f.opps_nonfacility_pe END AS opps_pe,
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
        v.work_rvu * v.work_gpci AS work_part,
        v.pe_rvu * v.pe_gpci AS pe_part,
        v.mp_rvu * v.mp_gpci AS mp_part,
        v.cap_work * v.work_gpci + v.opps_pe * v.pe_gpci + v.opps_mp * v.mp_gpci AS cap_sum
    FROM valued v
)
SELECT
    s.*,
    scaled(work_part + pe_part + mp_part, factor, 10000000) AS amount,
    -- Therapy: half of the practice expense.
    scaled(2 * work_part + pe_part + 2 * mp_part, factor, 20000000) AS half_pe,
    CASE WHEN capped THEN scaled(cap_sum, factor, 10000000) END AS cap
FROM summed s
