-- The lines whose reduction class meets another line of it in the same patient, physician and date, or that have more than one
-- unit. Lines that are denied or have no amount take no rank. Input: line.
SELECT l.line_id, l.situation_no, l.group_no, l.class, l.n, l.unit_amount
FROM line l
JOIN (
    SELECT group_no, class FROM line WHERE class <> '' AND reason = '' GROUP BY group_no, class
    HAVING count(*) > 1 OR max(n) > 1
) g ON g.group_no = l.group_no AND g.class = l.class
WHERE l.reason = ''
