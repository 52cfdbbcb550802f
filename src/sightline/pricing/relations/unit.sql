-- One row per situation: the amount of one unit and its two parts after the surgical package and both sides, and `reason` where
-- there is no amount. Input: located, fee.
WITH joined AS (
    SELECT
        l.*,
        f.release,
        f.pay,
        f.percent,
        f.reductions,
        f.lesser_of_charge,
        f.state,
        f.status,
        f.pctc,
        f.multiple,
        f.imaging_family,
        f.family,
        f.assistant,
        f.cosurgeon,
        f.team,
        f.row_modifier,
        f.base_units,
        f.anesthesia_factor,
        f.facility_na AND f.pctc IN ('1', '3') AND l.component <> '26' AS facility_only,
        CASE WHEN f.pay = 'percent-of-medicare' THEN f.percent ELSE CAST(1 AS DECIMAL(7, 4)) END AS scale,
        CASE
            WHEN f.state <> '' THEN NULL
            WHEN f.pay = 'fee-table' AND l.facility THEN f.table_facility
            WHEN f.pay = 'fee-table' THEN f.table_nonfacility
            WHEN l.facility THEN f.facility_amount
            ELSE f.nonfacility_amount
        END AS own,
        CASE
            WHEN f.pay = 'fee-table' AND l.component <> '26' THEN NULL
            WHEN f.pay = 'fee-table' AND l.facility THEN f.table_facility
            WHEN f.pay = 'fee-table' THEN f.table_nonfacility
            WHEN l.facility THEN f.facility_professional
            ELSE f.nonfacility_professional
        END AS professional,
        CASE
            WHEN f.pay = 'fee-table' AND l.component <> 'TC' THEN NULL
            WHEN f.pay = 'fee-table' AND l.facility THEN f.table_facility
            WHEN f.pay = 'fee-table' THEN f.table_nonfacility
            WHEN l.facility THEN f.facility_technical
            ELSE f.nonfacility_technical
        END AS technical,
        CASE WHEN f.pay = 'fee-table' THEN NULL WHEN l.facility THEN f.facility_cap ELSE f.nonfacility_cap END AS cap,
        CASE WHEN f.pay = 'fee-table' THEN NULL WHEN l.facility THEN f.facility_technical_cap ELSE f.nonfacility_technical_cap END
            AS technical_cap,
        CASE WHEN f.pay = 'fee-table' THEN NULL WHEN l.facility THEN f.facility_half_pe ELSE f.nonfacility_half_pe END AS half_pe,
        CASE WHEN f.pay = 'fee-table' THEN NULL WHEN l.facility THEN f.facility_base ELSE f.nonfacility_base END AS base,
        -- CPM 12 §40.4: a surgeon who gives part of the package is paid that part; 78 is paid the operation itself.
        CAST(CASE
            WHEN f.reductions = 'none' OR f.global_days IS NULL THEN 1
            WHEN f.global_days NOT IN ('010', '090') THEN 1
            WHEN l.package = '54' THEN f.pre_percent + f.intra_percent
            WHEN l.package = '55' THEN f.post_percent
            WHEN l.package = '56' THEN f.pre_percent
            WHEN l.package = '78' THEN f.intra_percent
            ELSE 1
        END AS DECIMAL(3, 2)) AS package_factor,
        CAST(CASE
            WHEN NOT l.both_sides OR f.reductions = 'none' THEN 1
            WHEN f.bilateral = '1' THEN 1.5
            WHEN f.bilateral = '3' THEN 2
            ELSE 1
        END AS DECIMAL(2, 1)) AS bilateral_factor,
        CAST(CASE
            WHEN f.reductions = 'none' THEN 1
            WHEN l.surgeon = 'AS' THEN 0.136
            WHEN l.surgeon IN ('80', '81', '82') THEN 0.16
            WHEN l.surgeon = '62' THEN 0.625
            WHEN f.state = 'anesthesia' AND l.direction IN ('QX', 'QY', 'QK') THEN 0.5
            ELSE 1
        END AS DECIMAL(4, 3)) AS surgeon_factor
    FROM located l
    JOIN fee f ON f.fee_key = l.fee_key
),
scaled AS (
    SELECT
        j.*,
        CASE
            WHEN scale = 1 THEN own
            ELSE CAST(round(own * scale, 2) AS DECIMAL(12, 2))
        END AS schedule_amount,
        CAST(package_factor * bilateral_factor AS DECIMAL(5, 3)) AS side_factor
    FROM joined j
),
judged AS (
    SELECT
        s.*,
        CASE
            WHEN pay = 'percent-of-charge' THEN ''
            WHEN state NOT IN ('', 'anesthesia') THEN state
            WHEN both_components THEN 'both-components'
            WHEN facility IS NULL THEN 'no-place'
            WHEN state = 'anesthesia' AND base_units IS NULL THEN 'no-base-units'
            WHEN state = 'anesthesia' AND anesthesia_factor IS NULL THEN 'no-anesthesia-factor'
            WHEN state = 'anesthesia' AND direction = 'AD' THEN 'supervised-anesthesia'
            WHEN pay <> 'fee-table' AND facility AND facility_only THEN 'technical-in-facility'
            WHEN pay = 'fee-table' THEN ''
            WHEN surgeon = '66' AND team IN ('1', '2') THEN 'team'
            WHEN surgeon = '66' THEN 'no-team'
            WHEN surgeon = '62' AND cosurgeon NOT IN ('1', '2') THEN 'no-cosurgeon'
            WHEN surgeon IN ('80', '81', '82', 'AS') AND assistant NOT IN ('0', '2') THEN 'no-assistant'
            WHEN reduced THEN 'reduced-service'
            WHEN discontinued AND row_modifier <> '53' THEN 'discontinued-service'
            ELSE ''
        END AS reason
    FROM scaled s
)
SELECT
    situation_no, fee_key, code_no, era, term, area, area_source, facility, place_of_service, pay, percent, reductions,
    lesser_of_charge, release, state, status, component, surgeon, direction, reason, base_units, anesthesia_factor,
    package_factor, bilateral_factor, surgeon_factor, schedule_amount,
    -- What is ranked together: surgery (S; assistants apart: A), imaging (4), therapy (5), cardiovascular (6), ophthalmology (7).
    CASE
        WHEN pay = 'percent-of-charge' OR reductions = 'none' OR reason <> '' THEN ''
        WHEN multiple IN ('2', '3') THEN CASE WHEN surgeon IN ('80', '81', '82', 'AS') THEN 'A' ELSE 'S' END
        WHEN multiple = '4' THEN CASE WHEN imaging_family = '88' AND NOT other_session THEN '4' ELSE '' END
        WHEN multiple IN ('5', '6', '7') THEN multiple
        ELSE ''
    END AS class,
    multiple = '3' AS endoscopy,
    family,
    surgeon IN ('80', '81', '82', 'AS') AND assistant = '0' OR surgeon = '62' AND cosurgeon = '1' AS records_needed,
    CASE WHEN package_factor = 1 THEN schedule_amount
         ELSE CAST(round(schedule_amount * package_factor, 2) AS DECIMAL(12, 2)) END AS package_amount,
    -- One unit, both sides where they are billed.
    CASE WHEN side_factor = 1 THEN schedule_amount
         ELSE CAST(round(CAST(round(schedule_amount * package_factor, 2) AS DECIMAL(12, 2)) * bilateral_factor, 2)
              AS DECIMAL(12, 2)) END AS unit_amount,
    CASE WHEN side_factor * scale = 1 THEN professional
         ELSE CAST(round(professional * scale * side_factor, 2) AS DECIMAL(12, 2)) END AS professional,
    CASE WHEN side_factor * scale = 1 THEN technical
         ELSE CAST(round(technical * scale * side_factor, 2) AS DECIMAL(12, 2)) END AS technical,
    CASE WHEN side_factor * scale = 1 THEN cap
         ELSE CAST(round(cap * scale * side_factor, 2) AS DECIMAL(12, 2)) END AS cap,
    CASE WHEN side_factor * scale = 1 THEN technical_cap
         ELSE CAST(round(technical_cap * scale * side_factor, 2) AS DECIMAL(12, 2)) END AS technical_cap,
    CASE WHEN side_factor * scale = 1 THEN half_pe
         ELSE CAST(round(half_pe * scale * side_factor, 2) AS DECIMAL(12, 2)) END AS half_pe,
    CASE WHEN scale = 1 THEN base ELSE CAST(round(base * scale, 2) AS DECIMAL(12, 2)) END AS base
FROM judged
