-- Every NCCI pair among the lines of one patient, date and physician, in whatever claims they stand, with the edit in
-- force on the date. Column 2 is the line that is denied; of several column 1 lines with the same code, the first that no
-- modifier bypasses. Input: service, ptp.
WITH matched AS (
    SELECT
        a.claim_key AS claim_1, a.line_no AS line_1, a.code AS column_1, a.code_no AS column_1_no, a.includes_guidance AS includes_1,
        b.claim_key AS claim_2, b.line_no AS line_2, b.code AS column_2, b.code_no AS column_2_no, b.guidance AS guidance_2,
        a.distinct_modifier AS distinct_1, b.distinct_modifier AS distinct_2,
        a.other_ptp_modifier AS other_1, b.other_ptp_modifier AS other_2,
        a.evaluation AS evaluation_1, b.evaluation AS evaluation_2, a.global_days AS global_1,
        a.visit_modifier AS visit_1, b.visit_modifier AS visit_2, b.visit AS is_visit_2,
        a.guidance <> '' AND b.guidance <> '' AS both_guidance,
        a.fs_status AS status_1, b.fs_status AS status_2,
        a.date_of_service,
        -- The starter covers some codes only: a pair with another code is answered by the whole release.
        CASE WHEN a.in_starter THEN b.ptp_release ELSE a.ptp_release END AS release
    FROM service a
    JOIN service b
        ON a.patient = b.patient AND a.billing_group = b.billing_group AND a.specialty = b.specialty
        AND a.date_of_service = b.date_of_service AND a.code_no <> b.code_no
    WHERE a.in_pair AND b.in_pair
),
edited AS (
    SELECT
        x.*, e.indicator, e.effective_from, e.effective_to, e.source_row, e.part,
        CASE
            -- 59 and X{EPSU} count on either column from 2019-07-01 on (CMS CR 11168), before that on column 2 only.
            WHEN e.indicator = '0' THEN ''
            -- 24, 25 and 57 count where they belong, on evaluation and management (PM ch. I §D and §E).
            WHEN evaluation_2 AND visit_2 <> '' THEN visit_2
            WHEN evaluation_1 AND visit_1 <> '' THEN visit_1
            WHEN distinct_2 <> '' THEN distinct_2
            WHEN distinct_1 <> '' AND date_of_service >= DATE '2019-07-01' THEN distinct_1
            WHEN other_2 <> '' THEN other_2
            ELSE other_1
        END AS bypass
    FROM ptp e  -- the long table first: an engine that does not plan holds the second in memory
    JOIN matched x ON e.release = x.release AND e.column_1_no = x.column_1_no AND e.column_2_no = x.column_2_no
    WHERE e.effective_from <= x.date_of_service AND x.date_of_service < e.effective_to
),
in_force AS (
    -- Without known starts, several edits of a pair may hold on a date: the first to end is the one that stood then.
    SELECT x.*, min(effective_to) OVER (PARTITION BY claim_1, line_1, claim_2, line_2) AS first_end
    FROM edited x
),
placed AS (
    SELECT
        x.*,
        row_number() OVER (
            PARTITION BY claim_2, line_2, column_1
            ORDER BY CASE WHEN bypass = '' THEN 0 ELSE 1 END, claim_1, line_1, effective_from
        ) AS place
    FROM in_force x
    WHERE effective_to = first_end AND indicator IN ('0', '1')
)
SELECT
    claim_2 AS claim_key,
    line_2 AS line_no,
    claim_1 AS other_claim_key,
    line_1 AS other_line,
    column_1,
    column_2,
    indicator,
    bypass,
    evaluation_1,
    evaluation_2,
    global_1,
    is_visit_2,
    both_guidance,
    -- Column 1 is itself paid only when nothing else is (status T), and column 2 would be payable.
    coalesce(status_1 = 'T' AND status_2 IN ('A', 'C', 'R'), FALSE) AS yields,
    -- An anatomic modifier that both lines have names one site, not two.
    other_1 <> '' AND other_1 = other_2 AND other_1 NOT IN ('27', '58', '78', '79', '91') AND bypass = other_2 AS same_site,
    CASE WHEN guidance_2 <> '' THEN includes_1 ELSE FALSE END AS guidance_included,
    CASE WHEN claim_1 = claim_2 THEN '' ELSE 'another claim, ' END || 'line ' || CAST(line_1 AS VARCHAR) AS say_place,
    CASE
        WHEN effective_from = DATE '1900-01-01' THEN 'start not stated' ELSE 'since ' || CAST(effective_from AS VARCHAR)
    END AS since,
    CASE WHEN effective_to = DATE '9999-12-31' THEN '' ELSE CAST(effective_to AS VARCHAR) END AS ended_before,
    source_row,
    CASE WHEN part > 0 THEN 'f' || CAST(part AS VARCHAR) ELSE '' END AS source_part,  -- as CMS numbers the files
    release
FROM placed
WHERE place = 1
