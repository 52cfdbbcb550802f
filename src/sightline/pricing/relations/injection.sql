-- The lines of status T that are bundled: something else payable stands beside them for the same patient, physician and date.
-- What a contract pays by the line itself (a percent of the charge, a case) is not included in another by Medicare's rule.
-- Input: line, unit.
SELECT t.line_id
FROM line t
JOIN unit u ON u.situation_no = t.situation_no
WHERE t.status = 'T' AND t.reason = '' AND NOT u.by_line
    AND EXISTS (SELECT 1 FROM line o WHERE o.group_no = t.group_no AND o.reason = '' AND o.listed = '' AND o.status <> 'T')
