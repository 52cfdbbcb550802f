-- One row per service line by itself: its units, its unit's amount, and the reason where it has none.
-- Units, minutes and the cuts by modifiers are thousandths. Input: line_read, unit,
-- practitioner, modified.
SELECT
    x.*,
    CASE
        WHEN x.void THEN 'void'
        WHEN x.unpaid <> '' THEN x.unpaid  -- replaced, voided, or denied by an edit
        WHEN NOT x.dated THEN 'no-date'
        WHEN x.pay = 'medicare' AND x.denial <> '' THEN x.denial
        WHEN x.by_line THEN CASE WHEN x.pay = 'percent-of-charge' AND x.charge IS NULL THEN 'no-charge' ELSE '' END
        WHEN x.listed = 'asp' AND x.facility THEN 'drug-in-facility'
        WHEN x.listed IN ('asp', 'clfs', 'dmepos') THEN ''
        WHEN x.listed <> '' THEN x.listed  -- why no price is known though a file has the code
        WHEN x.unit_reason <> '' THEN x.unit_reason
        WHEN x.pay <> 'fee-table' AND x.pctc = '7' AND x.therapist AND x.place_of_service IN ('19', '21', '22', '23')
            THEN 'therapist-in-hospital'
        WHEN x.pay <> 'fee-table' AND x.pctc = '8' AND x.place_of_service NOT IN ('21', '51', '61')
            THEN 'interpretation-outside-hospital'
        WHEN x.state = 'anesthesia' AND x.anesthesia_kind IN ('timed', 'add-on') AND NOT x.minutes THEN 'no-minutes'
        WHEN x.n IS NULL THEN 'no-units'
        ELSE ''
    END AS reason
FROM (
    SELECT
        l.line_id,
        l.situation_no,
        l.group_no,
        l.team_no,
        l.physician_no,
        l.charge,
        l.line_amount,
        CASE WHEN u.elsewhere OR (q.supplier AND u.state = 'bundled') THEN l.listed ELSE '' END AS listed,
        u.facility,
        l.void,
        l.unpaid,
        l.dated,
        l.minutes,
        u.pay,
        u.state,
        u.status,
        u.class,
        u.pctc,
        u.place_of_service,
        -- Status P and B bundle supplies into a practitioner's service; a supplier's own sale the DME contractor prices.
        CASE WHEN q.supplier AND u.state = 'bundled' THEN 'equipment' ELSE u.reason END AS unit_reason,
        u.anesthesia_kind,
        u.base_units,
        u.anesthesia_factor,
        u.scale,
        u.by_line,
        q.practitioner,
        q.therapist,
        -- Who assists is paid the assistant's share; anesthesia has its own directions. A contract has its own terms.
        CASE
            WHEN u.surgeon = 'AS' OR u.state = 'anesthesia' OR u.by_line OR u.elsewhere OR q.supplier OR q.practitioner_factor = 10000 THEN 10000
            WHEN u.non_physician IS NOT NULL THEN u.non_physician
            WHEN u.reductions = 'none' THEN 10000
            ELSE q.practitioner_factor
        END AS practitioner_factor,
        m.side,
        m.denial,
        m.cut,
        CASE WHEN u.own_increased THEN replace(replace(CASE WHEN m.unmodelled = '22' THEN '' ELSE m.unmodelled END, '22, ', ''), ', 22', '')
             ELSE m.unmodelled END AS unmodelled,
        CASE WHEN u.reductions = 'none' OR u.by_line THEN 1000 ELSE m.cut_factor END
            AS cut_factor,
        CASE
            WHEN u.reductions = 'none' OR u.by_line OR u.component = '26' THEN 1000
            WHEN u.pctc IN ('1', '3') THEN m.technical_factor
            ELSE 1000
        END AS technical_factor,
        CASE WHEN l.units = 2000 AND m.side = '' THEN scaled(u.bilateral_factor, coalesce(u.two_units_factor, 10000), 10000)
             ELSE u.bilateral_factor END AS bilateral_factor,
        CASE WHEN l.units = 2000 AND m.side = '' THEN coalesce(u.two_units_factor, 10000) ELSE 10000 END
            AS side_factor,
        CASE
            WHEN u.state = 'anesthesia' AND u.anesthesia_kind IN ('supervised', 'daily') AND (l.minutes OR l.units = 1000)
                THEN 1000
            WHEN u.state = 'anesthesia' AND u.anesthesia_kind = 'daily' AND l.units > 0 AND l.units < 100000
                THEN least(l.units, 99999000)
            WHEN u.state = 'anesthesia' AND l.minutes AND l.units > 0 AND l.units < 100000000 THEN 1000
            WHEN u.state <> 'anesthesia' AND l.units = 2000 AND m.side = '' AND u.two_units_factor IS NOT NULL
                THEN 1000  -- both sides
            WHEN u.pay = 'fee-table' AND l.minutes THEN NULL  -- an amount for one unit, and not for a minute
            WHEN u.state <> 'anesthesia' AND l.units > 0 AND l.units < 100000000 THEN least(l.units, 99999000)
        END AS n,
        CASE
            WHEN u.state <> 'anesthesia' OR u.anesthesia_kind IN ('supervised', 'daily') THEN 0
            WHEN l.minutes AND l.units > 0 AND l.units < 100000000 THEN l.units
        END AS session_minutes,
        CASE WHEN l.units = 2000 AND m.side = '' AND u.two_units_factor IS NOT NULL
             THEN scaled(u.unit_amount, u.two_units_factor, 10000) ELSE u.unit_amount END AS own_amount,
        u.schedule_amount AS own_schedule_amount
    FROM line_read l
    JOIN unit u ON u.situation_no = l.situation_no
    JOIN practitioner q ON q.practitioner_no = l.practitioner_no
    JOIN modified m ON m.modified_no = l.modified_no
) x
