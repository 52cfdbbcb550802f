-- One row per step of a line's amount, numbered; `before` and `after` are dollars of one unit until the step `units`, of the
-- line from there on. Input: priced (of all parts), explained, rule.
WITH told AS (
    SELECT p.*, f.*
    FROM priced p
    JOIN explained f ON f.situation_no = p.situation
),
step AS (
    SELECT
        claim_key, line_no, 1 AS step,
        CASE
            WHEN state = 'anesthesia' AND direction = 'AD' THEN 'supervised-anesthesia'
            WHEN state = 'anesthesia' THEN 'anesthesia'
            WHEN pay = 'medicare' THEN 'fee-schedule'
            ELSE pay
        END AS rule,
        CASE
            WHEN pay = 'fee-table' THEN CASE WHEN own_percent <> 1 THEN '× ' || CAST(own_percent AS VARCHAR) || ' ' ELSE '' END
                || CASE WHEN modifier_factor <> 1 THEN '× ' || CAST(CAST(modifier_factor AS DECIMAL(9, 4)) AS VARCHAR) || ' for the modifier' ELSE '' END
            WHEN state = 'anesthesia' THEN
                '(' || CAST(base_units AS VARCHAR) || ' + ' || CAST(time_units AS VARCHAR)
                || ') × ' || CAST(anesthesia_factor AS VARCHAR)
                || CASE WHEN own_percent <> 1 THEN ', × ' || CAST(own_percent AS VARCHAR) ELSE '' END
                || CASE WHEN modifier_factor <> 1 THEN ', × ' || CAST(CAST(modifier_factor AS DECIMAL(9, 4)) AS VARCHAR) || ' for the modifier' ELSE '' END
            ELSE
                '(' || CAST(work_rvu AS VARCHAR) || ' × ' || CAST(work_gpci AS VARCHAR)
                || ' + ' || CAST(CASE WHEN facility THEN facility_pe_rvu ELSE nonfacility_pe_rvu END AS VARCHAR) || ' × ' || CAST(pe_gpci AS VARCHAR)
                || ' + ' || CAST(mp_rvu AS VARCHAR) || ' × ' || CAST(mp_gpci AS VARCHAR) || ') × ' || CAST(factor AS VARCHAR)
                || CASE WHEN own_percent <> 1 THEN ', × ' || CAST(own_percent AS VARCHAR) ELSE '' END
                || CASE WHEN modifier_factor <> 1 THEN ', × ' || CAST(CAST(modifier_factor AS DECIMAL(9, 4)) AS VARCHAR) || ' for the modifier' ELSE '' END
        END AS detail,
        CAST(NULL AS DECIMAL(9, 4)) AS factor,
        CAST(NULL AS DECIMAL(18, 2)) AS before,
        CAST(schedule_amount AS DECIMAL(18, 2)) AS after,
        release,
        CASE WHEN pay = 'fee-table' THEN table_row WHEN state = 'anesthesia' THEN anesthesia_row ELSE source_row END AS source_row
    FROM told
    WHERE schedule_amount IS NOT NULL AND NOT by_line
    UNION ALL
    SELECT claim_key, line_no, 1, pay, '', CAST(NULL AS DECIMAL(9, 4)), CAST(NULL AS DECIMAL(18, 2)), extended, release,
        CAST(NULL AS INTEGER)
    FROM told
    WHERE by_line AND pay <> 'percent-of-charge' AND extended IS NOT NULL
    UNION ALL
    SELECT claim_key, line_no, 1, 'percent-of-charge', CAST(charge AS VARCHAR) || ' × ' || CAST(percent AS VARCHAR), CAST(percent AS DECIMAL(9, 4)),
        charge, extended, release, CAST(NULL AS INTEGER)
    FROM told
    WHERE pay = 'percent-of-charge' AND extended IS NOT NULL
    UNION ALL
    SELECT claim_key, line_no, 2, 'package', '', CAST(package_factor AS DECIMAL(9, 4)), schedule_amount, package_amount, release, source_row
    FROM told
    WHERE package_factor <> 1 AND schedule_amount IS NOT NULL
    UNION ALL
    SELECT claim_key, line_no, 3, 'bilateral', '', CAST(bilateral_factor AS DECIMAL(9, 4)), package_amount,
        CASE WHEN n = 1 THEN extended ELSE unit_amount END, release, source_row
    FROM told
    WHERE bilateral_factor <> 1 AND schedule_amount IS NOT NULL
    UNION ALL
    SELECT claim_key, line_no, 4, 'units', '', CAST(n AS DECIMAL(12, 4)), unit_amount, extended, release, CAST(NULL AS INTEGER)
    FROM told
    WHERE n <> 1 AND schedule_amount IS NOT NULL AND NOT by_line
    UNION ALL
    SELECT claim_key, line_no, 5, multiple_rule, 'place ' || CAST(CAST(round(multiple_place) AS INTEGER) AS VARCHAR), CAST(NULL AS DECIMAL(9, 4)),
        extended, multiple_amount, release, source_row
    FROM told
    WHERE multiple_rule IS NOT NULL
    UNION ALL
    SELECT claim_key, line_no, 6, 'opps-cap', 'cap ' || CAST(cap AS VARCHAR) || ' a unit', CAST(NULL AS DECIMAL(9, 4)), multiple_amount, cap_amount,
        release, source_row
    FROM told
    WHERE cap_amount <> multiple_amount
    UNION ALL
    SELECT claim_key, line_no, 7, 'other-side', CASE WHEN second THEN 'the other side' ELSE 'this side' END, CAST(NULL AS DECIMAL(9, 4)),
        cap_amount, side_amount, release, source_row
    FROM told
    WHERE paired AND cap_amount <> side_amount
    UNION ALL
    SELECT claim_key, line_no, 8, CASE WHEN state = 'anesthesia' THEN direction ELSE surgeon END, '', CAST(surgeon_factor AS DECIMAL(9, 4)),
        side_amount, surgeon_amount, release, source_row
    FROM told
    WHERE surgeon_factor <> 1 AND side_amount IS NOT NULL
    UNION ALL
    SELECT claim_key, line_no, 9, 'practitioner', practitioner, CAST(practitioner_factor AS DECIMAL(9, 4)), surgeon_amount,
        practitioner_amount, release, CAST(NULL AS INTEGER)
    FROM told
    WHERE practitioner_factor <> 1 AND surgeon_amount IS NOT NULL
    UNION ALL
    SELECT claim_key, line_no, 10, cut, '', CAST(CASE WHEN cut_factor <> 1 THEN cut_factor ELSE technical_factor END AS DECIMAL(9, 4)),
        practitioner_amount, cut_amount, release, CAST(NULL AS INTEGER)
    FROM told
    WHERE (cut_factor <> 1 OR technical_factor <> 1) AND cut_amount IS NOT NULL
    UNION ALL
    SELECT claim_key, line_no, 11, 'nonparticipating', '', CAST(0.95 AS DECIMAL(9, 4)), cut_amount, participation_amount, release,
        CAST(NULL AS INTEGER)
    FROM told
    WHERE limiting_charge IS NOT NULL
    UNION ALL
    SELECT claim_key, line_no, 12, 'charge', '', CAST(NULL AS DECIMAL(9, 4)), participation_amount, allowed, release, CAST(NULL AS INTEGER)
    FROM told
    WHERE answer = 'priced' AND allowed < participation_amount
    UNION ALL
    SELECT claim_key, line_no, 13, reason,
        CASE WHEN reason = 'no-contract-year' THEN 'PPRRVU and GPCI of ' || CAST(contract_year AS VARCHAR) ELSE denied_by END, CAST(NULL AS DECIMAL(9, 4)),
        CASE WHEN answer = 'not-paid' THEN participation_amount END, allowed, release, source_row
    FROM told
    WHERE answer <> 'priced'
    UNION ALL
    SELECT claim_key, line_no, 14, 'modifier-not-modelled', unmodelled, CAST(NULL AS DECIMAL(9, 4)), allowed, allowed, release,
        CAST(NULL AS INTEGER)
    FROM told
    WHERE unmodelled <> '' AND answer = 'priced' AND NOT by_line
)
SELECT s.*, r.says, r.source
FROM step s
LEFT JOIN rule r ON r.rule = s.rule
