-- One row per code at hand and era (a set of releases that answer for the same dates): what the reference says of the code.
-- What no row tells is null: unknown, never a value. Input: code_scope, era and the reference tables cut to the codes at
-- hand, gone, image, coverage.
SELECT
    s.code AS fact_code,
    d.era AS fact_era,
    s.in_starter,
    s.code_no,
    d.fee_schedule AS fs_release,
    d.fee_schedule_speaks = 1 AS fs_speaks,  -- whether its period has the dates; otherwise it is the nearest one
    f.release AS fs_row_release,
    f.source_row AS fs_row,
    f.status AS fs_status,
    f.pctc,
    f.global_days,
    f.multiple,
    f.bilateral,
    f.assistant,
    f.cosurgeon,
    f.team,
    t.supervision AS supervision_needed,  -- of the technical component
    f.facility_na,
    f.nonfacility_na,
    d.mue AS mue_release,
    m.source_row AS mue_row,
    m.value AS mue_value,
    m.mai,
    d.ptp AS ptp_release,
    e.code IS NOT NULL AS in_pair,
    d.addon AS addon_release,
    a.type AS addon_type,
    g.deleted_on,
    g.successor,
    g.successors,
    g.release AS lineage_release,
    i.guidance,
    i.guidance_use,
    i.needle,
    i.fna_modality,
    i.fna_use,
    i.aspiration,
    i.core_biopsy,
    i.ct_region,
    i.region,
    i.rendering_3d,
    i.includes_guidance,
    -- A visit, by the ranges of its codes (PM ch. XI §U): office, hospital, consultation, emergency, critical care, nursing
    -- facility, home, and the general eye examinations.
    s.code BETWEEN '99202' AND '99215' OR s.code BETWEEN '99221' AND '99239' OR s.code BETWEEN '99242' AND '99255'
        OR s.code BETWEEN '99281' AND '99285' OR s.code = '99291' OR s.code BETWEEN '99304' AND '99316'
        OR s.code BETWEEN '99341' AND '99350' OR s.code BETWEEN '92002' AND '92014' AS visit,
    -- Evaluation and management, to which 24, 25 and 57 belong (PM ch. I §D and §E), visits or not.
    s.code BETWEEN '99202' AND '99499' OR s.code BETWEEN '92002' AND '92014' OR s.code BETWEEN '98000' AND '98016'
        OR s.code IN ('G0402', 'G0438', 'G0439', 'G0463', 'G0508', 'G0509') OR s.code BETWEEN 'G0380' AND 'G0384'
        OR s.code BETWEEN 'G0406' AND 'G0408' OR s.code BETWEEN 'G0425' AND 'G0427' AS evaluation,
    -- A visit of a patient whom the group has not seen for three years.
    s.code BETWEEN '99202' AND '99205' OR s.code BETWEEN '99341' AND '99345' OR s.code IN ('92002', '92004') AS new_patient,
    s.code BETWEEN '00100' AND '01999' AND substr(s.code, 5, 1) BETWEEN '0' AND '9' AS anesthesia,
    -- An operation: CPT surgery without strapping, stimulation by skin electrodes, ear wax.
    s.code BETWEEN '10004' AND '69990' AND substr(s.code, 5, 1) BETWEEN '0' AND '9'
        AND NOT (
            s.code BETWEEN '29200' AND '29280' OR s.code BETWEEN '29520' AND '29584' OR s.code BETWEEN '64550' AND '64566'
            OR s.code BETWEEN '69209' AND '69210'
        ) AS operation,
    -- Reported once for several days: supplies, equipment, monitoring, management of a month, a course of treatment, a birth.
    s.code BETWEEN 'A4206' AND 'A9999' OR substr(s.code, 1, 1) IN ('B', 'E', 'K', 'L')
        OR s.code BETWEEN '90951' AND '90970' OR s.code BETWEEN '93224' AND '93298' OR s.code BETWEEN '95249' AND '95251'
        OR s.code BETWEEN '98975' AND '98981' OR s.code BETWEEN '99453' AND '99474' OR s.code BETWEEN '99374' AND '99380'
        OR s.code BETWEEN '99424' AND '99427' OR s.code BETWEEN '99437' AND '99449' OR s.code BETWEEN '99484' AND '99496'
        OR s.code BETWEEN 'G0179' AND 'G0182' OR s.code = 'G0511' OR s.code BETWEEN 'G0556' AND 'G0558'
        OR s.code BETWEEN '77427' AND '77435' OR s.code BETWEEN '59400' AND '59622' AS of_period,
    -- Paid by Medicare under another schedule than the physicians': laboratory, drugs, vaccines, supplies.
    s.code >= 'A0000' OR s.code BETWEEN '80047' AND '89398' OR s.code LIKE '____U'
        OR s.code BETWEEN '90281' AND '90399' OR s.code BETWEEN '90476' AND '90759' OR s.code BETWEEN '36415' AND '36416'
        OR s.code BETWEEN '91300' AND '91399' AS of_other_schedule,
    -- A diagnostic imaging study; guidance, rendering and screening mammography are none.
    coalesce(f.pctc = '1', FALSE) AND coalesce(i.guidance, '') = '' AND NOT coalesce(i.rendering_3d, FALSE)
        AND (
            s.code BETWEEN '70010' AND '75774' OR s.code BETWEEN '76010' AND '76391' OR s.code BETWEEN '76506' AND '76886'
            OR s.code BETWEEN '77046' AND '77062' OR s.code BETWEEN '77065' AND '77066' OR s.code BETWEEN '77071' AND '77086'
            OR s.code BETWEEN '78012' AND '78999'
        ) AS diagnostic_imaging,
    v.code IS NOT NULL AS has_coverage
FROM code_scope s
JOIN era d ON d.in_starter = s.in_starter
LEFT JOIN fee_schedule f ON f.release = d.fee_schedule AND f.code = s.code AND f.modifier = ''
LEFT JOIN fee_schedule t ON t.release = d.fee_schedule AND t.code = s.code AND t.modifier = 'TC'
LEFT JOIN mue m ON m.release = d.mue AND m.code = s.code
LEFT JOIN (SELECT column_1 AS code FROM ptp UNION SELECT column_2 FROM ptp) e ON e.code = s.code
LEFT JOIN (SELECT release, code, min(type) AS type FROM addon GROUP BY release, code) a
    ON a.release = d.addon AND a.code = s.code
LEFT JOIN gone g ON g.code = s.code
LEFT JOIN image i ON i.code = s.code
LEFT JOIN (SELECT DISTINCT code FROM coverage) v ON v.code = s.code
