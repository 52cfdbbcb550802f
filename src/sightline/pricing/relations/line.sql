-- One row per service line: its units, its unit's amount, and the reason where it has none. `pair_no` is the first of an LT and
-- an RT line of one procedure, whose amount is that of both; `time_units` are tenths. Input: line_alone, session, sides.
SELECT
    y.line_id, y.situation_no, y.group_no, y.team_no, y.charge, y.line_amount, y.listed, y.pay, y.status, y.class, y.practitioner,
    y.practitioner_factor, y.cut, y.cut_factor, y.technical_factor, y.unmodelled, y.n, y.time_units, y.pair_no, y.second,
    y.reason,
    scaled(y.bilateral_factor, y.pair_factor, 10000) AS bilateral_factor,
    scaled(y.side_factor, y.pair_factor, 10000) AS side_factor,
    CASE
        WHEN y.state = 'anesthesia' THEN scaled(y.timed_amount, y.scale, 100000000)
        WHEN y.pair_factor = 10000 THEN y.own_amount
        ELSE scaled(y.own_amount, y.pair_factor, 10000)
    END AS unit_amount,
    CASE WHEN y.state = 'anesthesia' THEN scaled(y.timed_amount, y.scale, 100000000) ELSE y.own_schedule_amount END
        AS schedule_amount
FROM (
    SELECT
        x.*,
        CASE WHEN x.state = 'anesthesia' THEN scaled(x.base_units + 10 * x.time_units, x.anesthesia_factor, 10000) END
            AS timed_amount
    FROM (
        SELECT
            a.line_id, a.situation_no, a.group_no, a.team_no, a.charge, a.line_amount, a.listed, a.pay, a.state, a.status, a.class, a.practitioner,
            a.practitioner_factor, a.cut, a.cut_factor, a.technical_factor, a.unmodelled, a.n, a.base_units, a.anesthesia_factor, a.scale,
            a.own_amount, a.own_schedule_amount, a.bilateral_factor, a.side_factor,
            CASE WHEN s.line_id IS NOT NULL AND NOT s.carries THEN 'other-anesthesia' ELSE a.reason END AS reason,
            -- Quarters of an hour to one decimal (CPM 12 §50).
            scaled(least(coalesce(s.minutes_of_all, a.session_minutes), 99999000), 1, 1500) AS time_units,
            coalesce(f.first_id, o.first_id) AS pair_no,
            o.first_id IS NOT NULL AS second,
            coalesce(f.pair_factor, 10000) AS pair_factor
        FROM line_alone a
        LEFT JOIN session s ON s.line_id = a.line_id
        LEFT JOIN sides f ON f.first_id = a.line_id
        LEFT JOIN sides o ON o.second_id = a.line_id
    ) x
) y
