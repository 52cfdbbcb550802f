-- One row per service line: its units, its unit's amount, and the reason where it has none. Input: line_read, unit.
SELECT
    x.*,
    CASE
        WHEN x.void THEN 'void'
        WHEN x.unpaid <> '' THEN x.unpaid  -- replaced, voided, or denied by an edit
        WHEN NOT x.dated THEN 'no-date'
        WHEN x.pay = 'percent-of-charge' THEN CASE WHEN x.charge IS NULL THEN 'no-charge' ELSE '' END
        WHEN x.unit_reason <> '' THEN x.unit_reason
        WHEN x.state = 'anesthesia' AND NOT x.minutes THEN 'no-minutes'
        WHEN x.n IS NULL THEN 'no-units'
        ELSE ''
    END AS reason
FROM (
    SELECT
        l.line_id,
        l.situation_no,
        l.group_no,
        l.charge,
        l.void,
        l.unpaid,
        l.dated,
        l.minutes,
        u.pay,
        u.state,
        u.status,
        u.class,
        u.reason AS unit_reason,
        CASE
            WHEN u.state = 'anesthesia' AND l.minutes AND l.units > 0 AND l.units < 100000 THEN CAST(1 AS DECIMAL(8, 3))
            WHEN u.state <> 'anesthesia' AND l.units > 0 AND l.units < 100000 THEN CAST(least(l.units, 99999) AS DECIMAL(8, 3))
        END AS n,
        CASE
            WHEN u.state <> 'anesthesia' THEN u.unit_amount
            WHEN l.minutes AND l.units > 0 AND l.units < 100000 THEN CAST(round((
                CAST(u.base_units AS DECIMAL(7, 2))
                -- Quarters of an hour to one decimal (CPM 12 §50); a third of a tenth never ties.
                + CAST(round(least(l.units, 99999) * CAST(0.0666666667 AS DECIMAL(11, 10)), 1) AS DECIMAL(7, 1))
            ) * u.anesthesia_factor, 2) AS DECIMAL(12, 2))
        END AS unit_amount,
        CASE
            WHEN u.state <> 'anesthesia' THEN u.schedule_amount
            WHEN l.minutes AND l.units > 0 AND l.units < 100000 THEN CAST(round((
                CAST(u.base_units AS DECIMAL(7, 2))
                + CAST(round(least(l.units, 99999) * CAST(0.0666666667 AS DECIMAL(11, 10)), 1) AS DECIMAL(7, 1))
            ) * u.anesthesia_factor, 2) AS DECIMAL(12, 2))
        END AS schedule_amount
    FROM line_read l
    JOIN unit u ON u.situation_no = l.situation_no
) x
