-- One row per visit and procedure of the same physician whose payment includes the visits of its day, of a major procedure
-- those of the day before too, where neither a modifier of the visit says otherwise nor PTP001 or PTP002 reports the pair:
-- what GLO002 (minor) and GLO003 (major) report. `told`: that edit is checked for the payer. Input: service, surgery, pair,
-- payer_of.
SELECT
    v.claim_key,
    v.line_no,
    v.code,
    v.modifier_list,
    p.claim_key AS other_claim_key,
    p.line_no AS other_line,
    p.code AS procedure,
    p.date_of_service AS procedure_date,
    p.global_days,
    v.date_of_service = p.date_of_service AS same_day,
    CASE WHEN p.global_days = '090' THEN w.silent NOT LIKE '% GLO003 %' ELSE w.silent NOT LIKE '% GLO002 %' END AS told,
    p.source_row,
    p.release
FROM service v
JOIN surgery p ON v.patient = p.patient AND v.physician = p.physician
JOIN (SELECT payer, max(silent) AS silent FROM payer_of GROUP BY payer) w ON w.payer = v.payer
WHERE v.visit AND v.modifier_list NOT LIKE '% 24 %' AND v.modifier_list NOT LIKE '% 57 %' AND v.modifier_list NOT LIKE '% FT %'
    AND (
        (
            p.global_days IN ('000', '010') AND v.date_of_service = p.date_of_service
            AND v.modifier_list NOT LIKE '% 25 %' AND v.distinct_modifier = ''
        )
        OR (
            p.global_days = '090' AND v.date_of_service <= p.date_of_service
            AND v.date_of_service >= add_days(p.date_of_service, -1)
        )
    )
    AND NOT EXISTS (
        SELECT 1 FROM pair q
        WHERE q.claim_key = v.claim_key AND q.line_no = v.line_no AND q.column_1 = p.code AND q.bypass = ''
            AND w.silent NOT LIKE CASE WHEN q.indicator = '0' THEN '% PTP002 %' ELSE '% PTP001 %' END
    )
