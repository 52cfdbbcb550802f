-- One row per procedure with a global period (000, 010, 090): who did it, when, and how long its care is included in its
-- payment. Assistants have no global period; a line with 54 has no care after the procedure, one with 55 or 56 is such
-- care alone. Input: service.
SELECT
    patient,
    billing_group,
    specialty,
    claim_key,
    line_no,
    code,
    code_no,
    in_starter,
    ptp_release,
    modifier_list,
    global_days,
    date_of_service,
    several_dates,
    CAST(
        date_of_service + CASE
            WHEN global_days = '090' AND modifier_list NOT LIKE '% 54 %' THEN INTERVAL 90 DAY
            WHEN global_days = '010' AND modifier_list NOT LIKE '% 54 %' THEN INTERVAL 10 DAY
            ELSE INTERVAL 0 DAY
        END AS DATE
    ) AS care_until,  -- the last day of the period
    fs_row AS source_row,
    fs_row_release AS release
FROM service
WHERE global_days IN ('000', '010', '090') AND assisting = '' AND date_of_service IS NOT NULL
    AND modifier_list NOT LIKE '% 55 %' AND modifier_list NOT LIKE '% 56 %'
