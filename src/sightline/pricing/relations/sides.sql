-- LT and RT lines of one procedure: one row per pair; the first line carries both sides through the ranking. Input: line_alone,
-- unit.
WITH sided AS (
    SELECT
        a.line_id, a.group_no, a.side, u.fee_key, u.facility, u.surgeon, u.package_factor, u.pair_factor,
        row_number() OVER (
            PARTITION BY a.group_no, a.side, u.fee_key, u.facility, u.surgeon, u.package_factor ORDER BY a.line_id
        ) AS place
    FROM line_alone a
    JOIN unit u ON u.situation_no = a.situation_no
    WHERE a.side <> '' AND a.reason = '' AND a.n = 1000 AND u.pair_factor IS NOT NULL AND u.state = ''
)
SELECT least(l.line_id, r.line_id) AS first_id, greatest(l.line_id, r.line_id) AS second_id, l.pair_factor
FROM sided l
JOIN sided r
    ON r.group_no = l.group_no AND r.fee_key = l.fee_key AND r.facility = l.facility AND r.surgeon = l.surgeon
    AND r.package_factor = l.package_factor AND r.place = l.place
WHERE l.side = 'LT' AND r.side = 'RT'
