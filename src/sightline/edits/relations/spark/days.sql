-- What decides which releases answer: the dates of service and whether the starter covers the code, with the lines of each,
-- those of earlier claims aside. Input: line_read, starter.
SELECT l.date_from AS on_date, s.code IS NOT NULL AS in_starter, CAST(sum(l.lines) AS BIGINT) AS lines
FROM (
    SELECT date_from, code, sum(CASE WHEN claim_key >= 0 THEN 1 ELSE 0 END) AS lines FROM line_read GROUP BY date_from, code
) l
LEFT JOIN starter s ON s.code = l.code
GROUP BY l.date_from, s.code IS NOT NULL
