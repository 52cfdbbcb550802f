-- The lines whose reduction class meets another line of it in the same patient and date, or that have more than one unit:
-- surgery within one physician (group and specialty); therapy, imaging, cardiovascular and ophthalmology within the group
-- (CPM 5 §10.7, CR 7848). Lines that are denied or have no amount take no rank; the second side goes with the first.
-- Input: line.
WITH ranking AS (
    SELECT
        line_id, situation_no, class, n, unit_amount, side_factor,
        CASE WHEN class IN ('S', 'A') THEN group_no ELSE team_no END AS group_no
    FROM line
    WHERE class <> '' AND reason = '' AND NOT second
)
SELECT l.line_id, l.situation_no, l.group_no, l.class, l.n, l.unit_amount, l.side_factor
FROM ranking l
JOIN (
    SELECT group_no, class FROM ranking GROUP BY group_no, class HAVING count(*) > 1 OR max(n) > 1000
) g ON g.group_no = l.group_no AND g.class = l.class
