-- Anesthesia of one session in several lines: the line of the highest base units carries the minutes of all (CPM 12 §50; 42 CFR
-- 414.46). One row per line of such a session. Input: line_alone, unit.
SELECT line_id, minutes_of_all, CASE WHEN place = 1 THEN TRUE ELSE FALSE END AS carries
FROM (
    SELECT
        a.line_id,
        CAST(sum(a.session_minutes) OVER w AS BIGINT) AS minutes_of_all,
        count(*) OVER w AS members,
        row_number() OVER (
            PARTITION BY a.group_no, a.physician_no, u.direction ORDER BY a.base_units DESC, a.line_id
        ) AS place
    FROM line_alone a
    JOIN unit u ON u.situation_no = a.situation_no
    WHERE a.state = 'anesthesia' AND a.reason = '' AND a.anesthesia_kind = 'timed' AND NOT u.other_session
    WINDOW w AS (PARTITION BY a.group_no, a.physician_no, u.direction)
) x
WHERE members > 1
