-- The lines of status T that are bundled: something else payable stands beside them for the same patient, physician and date.
-- Input: line.
SELECT t.line_id
FROM line t
WHERE t.status = 'T' AND t.reason = ''
    AND EXISTS (SELECT 1 FROM line o WHERE o.group_no = t.group_no AND o.reason = '' AND o.listed = '' AND o.status <> 'T')
