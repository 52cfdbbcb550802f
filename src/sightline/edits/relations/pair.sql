-- Every NCCI pair among the lines of one patient, date and physician, in whatever claims they stand, with the edit in
-- force on the date. Column 2 is the line that is denied; of several column 1 lines with the same code, the first that no
-- modifier bypasses. Input: listed_pair, situation.
WITH edited AS (
    SELECT
        m.*,
        x.code AS column_1, y.code AS column_2,
        x.other_ptp_modifier AS other_1, y.other_ptp_modifier AS other_2,
        x.evaluation AS evaluation_1, y.evaluation AS evaluation_2,
        x.global_days AS global_1,
        x.guidance <> '' AND y.guidance <> '' AS both_guidance,
        CASE WHEN y.guidance <> '' THEN x.includes_guidance ELSE FALSE END AS guidance_included,
        x.fs_status AS status_1, y.fs_status AS status_2,
        CASE
            -- 59 and X{EPSU} count on either column from 2019-07-01 on (CMS CR 11168), before that on column 2 only.
            WHEN m.indicator = '0' THEN ''
            -- 24, 25 and 57 count where they belong, on evaluation and management (PM ch. I §D and §E).
            WHEN y.evaluation AND y.visit_modifier <> '' THEN y.visit_modifier
            WHEN x.evaluation AND x.visit_modifier <> '' THEN x.visit_modifier
            WHEN y.distinct_modifier <> '' THEN y.distinct_modifier
            WHEN x.distinct_modifier <> '' AND m.date_of_service >= '2019-07-01' THEN x.distinct_modifier
            WHEN y.other_ptp_modifier <> '' THEN y.other_ptp_modifier
            ELSE x.other_ptp_modifier
        END AS bypass
    FROM listed_pair m
    JOIN situation x ON x.situation = m.situation_1
    JOIN situation y ON y.situation = m.situation_2
    WHERE m.effective_from <= m.date_of_service AND m.date_of_service < m.effective_to
        -- The starter covers some codes only: a pair with another code is answered by the whole release.
        AND m.release = CASE WHEN x.in_starter THEN y.ptp_release ELSE x.ptp_release END
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
    both_guidance,
    -- Column 1 is itself paid only when nothing else is (status T), and column 2 would be payable.
    coalesce(status_1 = 'T' AND status_2 IN ('A', 'C', 'R'), FALSE) AS yields,
    -- An anatomic modifier that both lines have names one site, not two.
    other_1 <> '' AND other_1 = other_2 AND other_1 NOT IN ('27', '58', '78', '79', '91') AND bypass = other_2 AS same_site,
    guidance_included,
    CASE
        WHEN effective_from = '1900-01-01' THEN 'start not stated' ELSE 'since ' || CAST(effective_from AS VARCHAR)
    END AS since,
    CASE WHEN effective_to = '9999-12-31' THEN '' ELSE CAST(effective_to AS VARCHAR) END AS ended_before,
    source_row,
    CASE WHEN part > 0 THEN 'f' || CAST(part AS VARCHAR) ELSE '' END AS source_part,  -- as CMS numbers the files
    release
FROM placed
WHERE place = 1
