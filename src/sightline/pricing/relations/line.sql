-- One row per service line: its units, its unit's amount, and the reason where it has none. `pair_no` is the first of an LT and
-- an RT line of one procedure, whose amount is that of both. Input: line_alone, session, sides.
SELECT
    x.line_id, x.situation_no, x.group_no, x.team_no, x.charge, x.line_amount, x.pay, x.status, x.class, x.practitioner,
    x.practitioner_factor, x.cut, x.cut_factor, x.technical_factor, x.unmodelled, x.n, x.time_units, x.pair_no, x.second,
    x.reason,
    CAST(x.bilateral_factor * x.pair_factor AS DECIMAL(6, 4)) AS bilateral_factor,
    CAST(x.side_factor * x.pair_factor AS DECIMAL(6, 4)) AS side_factor,
    CASE
        WHEN x.state = 'anesthesia' THEN CAST(round(
            CAST(round((x.base_units + x.time_units) * x.anesthesia_factor, 2) AS DECIMAL(20, 2)) * x.scale
        , 2) AS DECIMAL(12, 2))
        WHEN x.pair_factor = 1 THEN x.own_amount
        ELSE CAST(round(x.own_amount * x.pair_factor, 2) AS DECIMAL(12, 2))
    END AS unit_amount,
    CASE
        WHEN x.state = 'anesthesia' THEN CAST(round(
            CAST(round((x.base_units + x.time_units) * x.anesthesia_factor, 2) AS DECIMAL(20, 2)) * x.scale
        , 2) AS DECIMAL(12, 2))
        ELSE x.own_schedule_amount
    END AS schedule_amount
FROM (
    SELECT
        a.line_id, a.situation_no, a.group_no, a.team_no, a.charge, a.line_amount, a.pay, a.state, a.status, a.class, a.practitioner,
        a.practitioner_factor, a.cut, a.cut_factor, a.technical_factor, a.unmodelled, a.n, a.base_units, a.anesthesia_factor, a.scale,
        a.own_amount, a.own_schedule_amount, a.bilateral_factor, a.side_factor,
        CASE WHEN s.line_id IS NOT NULL AND NOT s.carries THEN 'other-anesthesia' ELSE a.reason END AS reason,
        -- Quarters of an hour to one decimal (CPM 12 §50); a third of a tenth never ties.
        CAST(round(CAST(least(coalesce(s.minutes_of_all, a.session_minutes), 99999) AS DECIMAL(8, 3))
            * CAST(0.0666666667 AS DECIMAL(11, 10)), 1) AS DECIMAL(9, 1)) AS time_units,
        coalesce(f.first_id, o.first_id) AS pair_no,
        o.first_id IS NOT NULL AS second,
        coalesce(f.pair_factor, CAST(1 AS DECIMAL(6, 4))) AS pair_factor
    FROM line_alone a
    LEFT JOIN session s ON s.line_id = a.line_id
    LEFT JOIN sides f ON f.first_id = a.line_id
    LEFT JOIN sides o ON o.second_id = a.line_id
) x
