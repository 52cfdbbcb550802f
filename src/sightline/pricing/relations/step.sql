-- One row per step of a line's amount, numbered; `before` and `after` are cents of one unit until the step `units`, of the
-- line from there on; `factor` is in ten-thousandths. Input: priced (of all parts), explained, rule.
WITH explained_line AS (
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
            WHEN pay = 'fee-table' THEN CASE WHEN own_percent <> 10000 THEN '× ' || fixed(own_percent, 4) || ' ' ELSE '' END
                || CASE WHEN modifier_factor <> 1000000 THEN '× ' || fixed(scaled(modifier_factor, 1, 100), 4) || ' for the modifier' ELSE '' END
            WHEN state = 'anesthesia' THEN
                '(' || fixed(base_units, 2) || ' + ' || fixed(time_units, 1)
                || ') × ' || fixed(anesthesia_factor, 4)
                || CASE WHEN own_percent <> 10000 THEN ', × ' || fixed(own_percent, 4) ELSE '' END
                || CASE WHEN modifier_factor <> 1000000 THEN ', × ' || fixed(scaled(modifier_factor, 1, 100), 4) || ' for the modifier' ELSE '' END
            ELSE
                '(' || fixed(work_rvu, 2) || ' × ' || fixed(work_gpci, 3)
                || ' + ' || fixed(CASE WHEN facility THEN facility_pe_rvu ELSE nonfacility_pe_rvu END, 2) || ' × ' || fixed(pe_gpci, 3)
                || ' + ' || fixed(mp_rvu, 2) || ' × ' || fixed(mp_gpci, 3) || ') × ' || fixed(factor, 4)
                || CASE WHEN own_percent <> 10000 THEN ', × ' || fixed(own_percent, 4) ELSE '' END
                || CASE WHEN modifier_factor <> 1000000 THEN ', × ' || fixed(scaled(modifier_factor, 1, 100), 4) || ' for the modifier' ELSE '' END
        END AS detail,
        CAST(NULL AS BIGINT) AS factor,
        CAST(NULL AS BIGINT) AS before,
        schedule_amount AS after,
        release,
        CASE WHEN pay = 'fee-table' THEN table_row WHEN state = 'anesthesia' THEN anesthesia_row ELSE source_row END AS source_row
    FROM explained_line
    WHERE schedule_amount IS NOT NULL AND NOT by_line AND listed = ''
    UNION ALL
    SELECT claim_key, line_no, 1, listed, coalesce(listed_detail, ''), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), extended, listed_release,
        listed_row
    FROM explained_line
    WHERE listed <> '' AND extended IS NOT NULL
    UNION ALL
    SELECT claim_key, line_no, 1, pay, '', CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), extended, release,
        CAST(NULL AS INTEGER)
    FROM explained_line
    WHERE by_line AND pay <> 'percent-of-charge' AND extended IS NOT NULL
    UNION ALL
    SELECT claim_key, line_no, 1, 'percent-of-charge', fixed(charge, 2) || ' × ' || fixed(percent, 4), percent,
        charge, extended, release, CAST(NULL AS INTEGER)
    FROM explained_line
    WHERE pay = 'percent-of-charge' AND extended IS NOT NULL
    UNION ALL
    SELECT claim_key, line_no, 2, 'package', '', 100 * package_factor, schedule_amount, package_amount, release, source_row
    FROM explained_line
    WHERE package_factor <> 100 AND schedule_amount IS NOT NULL
    UNION ALL
    SELECT claim_key, line_no, 3, 'bilateral', '', bilateral_factor, package_amount,
        CASE WHEN n = 1000 THEN extended ELSE unit_amount END, release, source_row
    FROM explained_line
    WHERE bilateral_factor <> 10000 AND schedule_amount IS NOT NULL
    UNION ALL
    SELECT claim_key, line_no, 4, 'units', '', 10 * n, unit_amount, extended, release, CAST(NULL AS INTEGER)
    FROM explained_line
    WHERE n <> 1000 AND schedule_amount IS NOT NULL AND NOT by_line AND listed = ''
    UNION ALL
    SELECT claim_key, line_no, 5, multiple_rule, 'place ' || fixed(scaled(multiple_place, 1, 1000), 0), CAST(NULL AS BIGINT),
        extended, multiple_amount, release, source_row
    FROM explained_line
    WHERE multiple_rule IS NOT NULL
    UNION ALL
    SELECT claim_key, line_no, 6, 'opps-cap', 'cap ' || fixed(cap, 2) || ' a unit', CAST(NULL AS BIGINT), multiple_amount, cap_amount,
        release, source_row
    FROM explained_line
    WHERE cap_amount <> multiple_amount
    UNION ALL
    SELECT claim_key, line_no, 7, 'other-side', CASE WHEN second THEN 'the other side' ELSE 'this side' END, CAST(NULL AS BIGINT),
        cap_amount, side_amount, release, source_row
    FROM explained_line
    WHERE paired AND cap_amount <> side_amount
    UNION ALL
    SELECT claim_key, line_no, 8, CASE WHEN state = 'anesthesia' THEN direction ELSE surgeon END, '', surgeon_factor,
        side_amount, surgeon_amount, release, source_row
    FROM explained_line
    WHERE surgeon_factor <> 10000 AND side_amount IS NOT NULL
    UNION ALL
    SELECT claim_key, line_no, 9, 'practitioner', practitioner, practitioner_factor, surgeon_amount,
        practitioner_amount, release, CAST(NULL AS INTEGER)
    FROM explained_line
    WHERE practitioner_factor <> 10000 AND surgeon_amount IS NOT NULL
    UNION ALL
    SELECT claim_key, line_no, 10, cut, '', 10 * CASE WHEN cut_factor <> 1000 THEN cut_factor ELSE technical_factor END,
        practitioner_amount, cut_amount, release, CAST(NULL AS INTEGER)
    FROM explained_line
    WHERE (cut_factor <> 1000 OR technical_factor <> 1000) AND cut_amount IS NOT NULL
    UNION ALL
    SELECT claim_key, line_no, 11, 'nonparticipating', '', 9500, cut_amount, participation_amount, release,
        CAST(NULL AS INTEGER)
    FROM explained_line
    WHERE limiting_charge IS NOT NULL
    UNION ALL
    SELECT claim_key, line_no, 12, 'charge', '', CAST(NULL AS BIGINT), participation_amount, allowed, release, CAST(NULL AS INTEGER)
    FROM explained_line
    WHERE answer = 'priced' AND allowed < participation_amount
    UNION ALL
    SELECT claim_key, line_no, 13, reason,
        CASE WHEN reason = 'no-contract-year' THEN 'PPRRVU and GPCI of ' || CAST(contract_year AS VARCHAR) ELSE denied_by END, CAST(NULL AS BIGINT),
        CASE WHEN answer = 'not-paid' THEN participation_amount END, allowed, release, source_row
    FROM explained_line
    WHERE answer <> 'priced'
    UNION ALL
    SELECT claim_key, line_no, 14, 'modifier-not-modelled', unmodelled, CAST(NULL AS BIGINT), allowed, allowed, release,
        CAST(NULL AS INTEGER)
    FROM explained_line
    WHERE unmodelled <> '' AND answer = 'priced' AND NOT by_line
)
SELECT s.*, r.says, r.source
FROM step s
LEFT JOIN rule r ON r.rule = s.rule
