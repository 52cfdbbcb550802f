-- One row per code of the claims and era (a set of releases that answer for the same dates): what the reference says of the code.
-- What no row tells is null: unknown, never a value. Input: code_scope, era and the reference tables cut to the codes at
-- hand, gone, image, coverage, article, dme_range, code_groups, place_rule, code_in_group, spacing_rule.
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
    -- Has a row of its own for the professional component, as the interpretation by a laboratory physician has (PC/TC 6),
    -- while the test itself has no components.
    coalesce(f.pctc <> '1' AND r.pctc = '6', FALSE) AS own_professional,
    f.facility_na,
    f.nonfacility_na,
    d.mue AS mue_release,
    m.source_row AS mue_row,
    m.value AS mue_value,
    m.mai,
    d.ptp AS ptp_release,
    e.code IS NOT NULL AS in_pair,
    d.hcpcs AS hcpcs_release,
    d.hcpcs_speaks = 1 AS hcpcs_speaks,
    h.source_row AS hcpcs_row,
    h.valid_from,
    h.valid_to,
    -- Of the part of HCPCS that CMS publishes: level II but the dental codes.
    s.code BETWEEN 'A0000' AND 'V9999' AND NOT (s.code BETWEEN 'D0000' AND 'D9999') AS level_two,
    coalesce(q.code_groups, '') AS code_groups,  -- ' always-therapy waived ': a space before and after each; see table code_group
    coalesce(c.contractor, '') AS contractor,  -- dme: DME contractors pay the code, either: unless incident to a service
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
    -- Of the form of a code: CPT's five digits, or four and the letter of a category; HCPCS level II's letter and four digits.
    length(s.code) = 5 AND substr(s.code, 2, 1) BETWEEN '0' AND '9' AND substr(s.code, 3, 1) BETWEEN '0' AND '9'
        AND substr(s.code, 4, 1) BETWEEN '0' AND '9'
        AND (
            (
                substr(s.code, 1, 1) BETWEEN '0' AND '9'
                AND (substr(s.code, 5, 1) BETWEEN '0' AND '9' OR substr(s.code, 5, 1) IN ('A', 'F', 'M', 'T', 'U'))
            )
            OR (substr(s.code, 1, 1) BETWEEN 'A' AND 'Z' AND substr(s.code, 5, 1) BETWEEN '0' AND '9')
        ) AS formed,
    -- Of the groups of codes in starter/tables/code_group.csv. Codes of categories II and III lie among the ranges: a last
    -- character that is a digit tells them apart.
    coalesce(q.code_groups LIKE '% visit %', FALSE) AS visit,
    coalesce(q.code_groups LIKE '% evaluation %', FALSE) AS evaluation,  -- to which 24, 25 and 57 belong, visits or not
    coalesce(q.code_groups LIKE '% new-patient %', FALSE) AS new_patient,  -- whom the group has not seen for three years
    s.code LIKE '____F' AND substr(s.code, 1, 1) BETWEEN '0' AND '9' AS reports_quality,  -- CPT category II: pays nothing
    coalesce(q.code_groups LIKE '% anesthesia %', FALSE) AND substr(s.code, 5, 1) BETWEEN '0' AND '9' AS anesthesia,
    coalesce(q.code_groups LIKE '% operation %', FALSE) AND substr(s.code, 5, 1) BETWEEN '0' AND '9' AS operation,
    coalesce(q.code_groups LIKE '% of-period %', FALSE) AS of_period,  -- reported once for several days
    -- Paid by Medicare under another schedule than the physicians': level II and laboratory analyses of one maker too.
    s.code >= 'A0000' OR s.code LIKE '____U' OR coalesce(q.code_groups LIKE '% of-other-schedule %', FALSE) AS of_other_schedule,
    -- A diagnostic imaging study; guidance, rendering and screening mammography are none.
    coalesce(f.pctc = '1', FALSE) AND coalesce(i.guidance, '') = '' AND NOT coalesce(i.rendering_3d, FALSE)
        AND coalesce(q.code_groups LIKE '% imaging-study %', FALSE) AS diagnostic_imaging,
    v.code IS NOT NULL AS has_coverage,
    l.code IS NOT NULL AS in_article,  -- some Medicare contractor publishes a local article with it
    coalesce(u.places, '') AS usual_places,  -- ' 11 22 ': where the visit may be; '': no rule says
    coalesce(u.doubtful, '') AS doubtful_places,
    u.source AS place_source,
    coalesce(w.families, '') AS spacing  -- ' organ period ': the families of rules on how soon the code may follow another
FROM code_scope s
JOIN era d ON d.in_starter = s.in_starter
LEFT JOIN fee_schedule f ON f.release = d.fee_schedule AND f.code = s.code AND f.modifier = ''
LEFT JOIN fee_schedule r ON r.release = d.fee_schedule AND r.code = s.code AND r.modifier = '26'
LEFT JOIN fee_schedule t ON t.release = d.fee_schedule AND t.code = s.code AND t.modifier = 'TC'
LEFT JOIN mue m ON m.release = d.mue AND m.code = s.code
LEFT JOIN (
    SELECT release, code, min(effective_from) AS valid_from, max(effective_to) AS valid_to, min(source_row) AS source_row
    FROM hcpcs
    GROUP BY release, code
) h ON h.release = d.hcpcs AND h.code = s.code
LEFT JOIN code_groups q ON q.code = s.code
LEFT JOIN dme_range c ON c.lead = substr(s.code, 1, 1) AND s.code BETWEEN c.code_from AND c.code_to
LEFT JOIN (SELECT column_1 AS code FROM ptp UNION SELECT column_2 FROM ptp) e ON e.code = s.code
LEFT JOIN (SELECT release, code, min(type) AS type FROM addon GROUP BY release, code) a
    ON a.release = d.addon AND a.code = s.code
LEFT JOIN gone g ON g.code = s.code
LEFT JOIN image i ON i.code = s.code
LEFT JOIN (SELECT DISTINCT code FROM coverage) v ON v.code = s.code
LEFT JOIN (SELECT DISTINCT code FROM article) l ON l.code = s.code
LEFT JOIN place_rule u ON s.code BETWEEN u.code_from AND u.code_to AND length(s.code) = 5
LEFT JOIN (
    SELECT code, ' ' || listed(family, ' ', family) || ' ' AS families
    FROM (SELECT DISTINCT i.code, r.family FROM code_in_group i JOIN spacing_rule r ON r.later = i.name)
    GROUP BY code
) w ON w.code = s.code
