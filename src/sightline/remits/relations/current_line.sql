-- What is in effect of each claim line, or of lines compared in sum, by turn, over all of its remitted lines: every
-- adjustment, the units paid and billed where one remitted line answers, and the codes under which the payer decided.
-- Adjustments are put in order only where several remitted lines answer: of most there is one.
-- Input: fate, remitted, billed, paid_line, adjusted.
WITH answering AS (
    SELECT
        f.claim_key,
        f.line_no,
        f.lines,
        CASE WHEN r.turn > 0 THEN r.turn WHEN b.turn > 0 THEN b.turn ELSE 1 END AS turn,
        coalesce(j.adjustments, []) AS adjustments,
        p.units_paid,
        p.units_billed,
        CASE WHEN p.code <> b.code THEN nullif(p.code, '') END AS payer_code,
        r.place,
        f.remit_key,
        f.remit_line
    FROM fate f
    JOIN remitted r ON r.remit_key = f.remit_key AND r.reversal_state = 'in-effect'
    JOIN billed b ON b.claim_key = f.claim_key AND b.line_no = coalesce(f.line_no, f.lines[1])
    JOIN paid_line p ON p.remit_key = f.remit_key AND p.remit_line = f.remit_line
    LEFT JOIN adjusted j ON j.remit_key = f.remit_key AND j.remit_line = f.remit_line
), summed AS (
    SELECT
        claim_key,
        line_no,
        lines,
        turn,
        count(*) AS answers,
        any_value(adjustments) AS adjustments,
        min(units_paid) AS units_paid,
        min(units_billed) AS units_billed,
        list_sort(list_distinct(list(payer_code) FILTER (WHERE payer_code IS NOT NULL))) AS payer_codes
    FROM answering
    GROUP BY claim_key, line_no, lines, turn
), several AS (
    SELECT
        a.claim_key,
        a.line_no,
        a.lines,
        a.turn,
        flatten(list(a.adjustments ORDER BY a.place, a.remit_key, a.remit_line)) AS adjustments
    FROM answering a
    JOIN summed s
        ON s.claim_key = a.claim_key AND s.line_no IS NOT DISTINCT FROM a.line_no AND s.lines IS NOT DISTINCT FROM a.lines
        AND s.turn = a.turn AND s.answers > 1
    GROUP BY a.claim_key, a.line_no, a.lines, a.turn
)
SELECT
    s.claim_key,
    s.line_no,
    s.lines,
    s.turn,
    coalesce(m.adjustments, s.adjustments) AS adjustments,
    CASE WHEN s.answers = 1 THEN s.units_paid END AS units_paid,
    CASE WHEN s.answers = 1 THEN s.units_billed END AS units_billed,
    s.payer_codes
FROM summed s
LEFT JOIN several m
    ON m.claim_key = s.claim_key AND m.line_no IS NOT DISTINCT FROM s.line_no AND m.lines IS NOT DISTINCT FROM s.lines
    AND m.turn = s.turn
