-- What is in effect of each claim line, or of lines compared in sum, by turn, over all of its remitted lines: every
-- adjustment, the units paid and billed where one remitted line answers, and the codes under which the payer decided.
-- Input: fate, remitted, billed, paid_line, adjusted.
SELECT
    f.claim_key,
    f.line_no,
    f.lines,
    CASE WHEN r.turn > 0 THEN r.turn WHEN b.turn > 0 THEN b.turn ELSE 1 END AS turn,
    flatten(list(coalesce(j.adjustments, []) ORDER BY r.place, f.remit_key, f.remit_line)) AS adjustments,
    CASE WHEN count(*) = 1 THEN min(p.units_paid) END AS units_paid,
    CASE WHEN count(*) = 1 THEN min(p.units_billed) END AS units_billed,
    list_sort(list_distinct(list(p.code) FILTER (WHERE p.code <> '' AND p.code <> b.code))) AS payer_codes
FROM fate f
JOIN remitted r ON r.remit_key = f.remit_key AND r.reversal_state = 'in-effect'
JOIN billed b ON b.claim_key = f.claim_key AND b.line_no = coalesce(f.line_no, f.lines[1])
JOIN paid_line p ON p.remit_key = f.remit_key AND p.remit_line = f.remit_line
LEFT JOIN adjusted j ON j.remit_key = f.remit_key AND j.remit_line = f.remit_line
GROUP BY f.claim_key, f.line_no, f.lines, CASE WHEN r.turn > 0 THEN r.turn WHEN b.turn > 0 THEN b.turn ELSE 1 END
