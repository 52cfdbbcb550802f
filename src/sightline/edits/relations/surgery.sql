-- One row per procedure with a global period (000, 010, 090): who did it, when, and how long its care is included in its
-- payment. Assistants have no global period; a line with 54 has no care after the procedure, one with 55 or 56 is such
-- care alone. Input: service.
SELECT
    patient,
    patient_day,
    physician,
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
    add_days(
        date_of_service, CASE
            WHEN modifier_list LIKE '% 54 %' THEN 0
            WHEN global_days = '090' THEN 90
            WHEN global_days = '010' THEN 10
            ELSE 0
        END
    ) AS care_until,  -- the last day of the period
    fs_row AS source_row,
    fs_row_release AS release
FROM service
WHERE global_days IN ('000', '010', '090') AND assisting = '' AND date_of_service IS NOT NULL
    AND modifier_list NOT LIKE '% 55 %' AND modifier_list NOT LIKE '% 56 %'
