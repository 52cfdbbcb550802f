-- One row for each claim line; for claim lines that are compared in sum; for what other payers decided about it; for each
-- remitted line without a claim line; and for what was decided about a claim as a whole. Input: billed, principal, expected,
-- in_sum_expected, decided, whole, fate, amount, remitted, paid_line, candidate, matched, adjusted, current_line, share,
-- claim_read, payment, appeal_time.
WITH subject AS (
    -- What is compared: each claim line, and lines in sum.
    SELECT
        1 AS sort, 'line' AS kind, b.claim_key, b.line_no, NULL AS lines, b.claim_id, b.code,
        b.modifiers_stated AS modifiers, b.date_from, b.payer, b.provider, b.charge AS billed, e.expected,
        e.expected AS against, e.basis, e.why, e.predicted_by, e.bundled, p.turn, b.file, b.segment, b.byte
    FROM billed b
    JOIN principal p ON p.claim_key = b.claim_key AND p.line_no = b.line_no
    LEFT JOIN expected e ON e.claim_key = b.claim_key AND e.line_no = b.line_no
    UNION ALL
    SELECT
        2, 'lines', claim_key, NULL, lines, claim_id, code, '', date_from, payer, provider, NULL, NULL,
        expected, basis, why, predicted_by, bundled, turn, file, segment, byte
    FROM in_sum_expected
), unclear AS (
    SELECT DISTINCT k.claim_key, k.line_no
    FROM candidate k
    WHERE NOT EXISTS (SELECT 1 FROM matched m WHERE m.remit_key = k.remit_key AND m.remit_line = k.remit_line)
), by_claim AS (
    SELECT DISTINCT claim_key FROM whole WHERE without_lines AND reversal_state = 'in-effect'
), claim_expected AS (
    -- The sum over a claim's lines, where every one of them has an expected amount.
    SELECT
        b.claim_key, min(b.provider) AS provider, min(b.payer) AS payer,
        CASE WHEN count(*) = count(e.expected) THEN sum(e.expected) END AS expected
    FROM billed b LEFT JOIN expected e ON e.claim_key = b.claim_key AND e.line_no = b.line_no
    GROUP BY b.claim_key
), compared AS (
    SELECT
        b.sort, b.kind, b.claim_key, b.line_no, b.lines, b.claim_id, b.code, b.modifiers, b.date_from,
        b.payer, b.provider, b.billed, b.expected, coalesce(b.basis, '') AS basis, coalesce(b.why, '') AS why,
        coalesce(b.predicted_by, '') AS predicted_by, d.turn,
        CASE WHEN d.in_effect_count > 0 AND d.turn < 2 THEN d.allowed END AS allowed,
        CASE WHEN d.in_effect_count > 0 THEN d.sequestration END AS sequestration,
        CASE WHEN d.in_effect_count > 0 THEN d.paid END AS paid,
        CASE WHEN d.in_effect_count > 0 THEN d.patient_share END AS patient_share,
        coalesce(d.taken_back, 0) AS taken_back,
        CASE
            WHEN d.in_effect_count = 0 AND d.reversals > 0 THEN 'reversed'
            WHEN d.turn IS NULL AND EXISTS (
                SELECT 1 FROM in_sum_expected s WHERE s.claim_key = b.claim_key AND list_contains(s.lines, b.line_no)
            ) THEN 'in-sum'
            WHEN d.turn IS NULL AND c.claim_key IS NOT NULL THEN 'claim-level'
            WHEN d.turn IS NULL AND u.claim_key IS NOT NULL THEN 'ambiguous'
            WHEN d.turn IS NULL OR d.in_effect_count = 0 THEN 'not-remitted'
            WHEN d.turn > 1 THEN 'other-payer'
            WHEN d.capitated THEN 'capitated'
            WHEN d.allowed = 0 AND b.against > 0 THEN 'denied-unexpectedly'
            WHEN d.allowed = 0 AND d.charge <> 0 AND b.against = 0 AND d.bundled AND b.bundled THEN 'bundled-as-predicted'
            WHEN d.allowed = 0 AND d.charge <> 0 AND b.against = 0 THEN 'denied-as-predicted'
            WHEN d.allowed = 0 AND d.charge <> 0 THEN 'denied-without-expectation'
            WHEN b.against IS NULL THEN 'paid-without-expectation'
            WHEN d.allowed > 0 AND b.against = 0 THEN 'paid-unexpectedly'
            WHEN d.allowed < b.against THEN 'underpaid'
            WHEN d.allowed > b.against THEN 'overpaid'
            WHEN d.after_allowed IS NOT NULL THEN d.after_allowed
            WHEN d.sequestration <> 0 THEN 'sequestration'
            ELSE 'as-expected'
        END AS verdict,
        d.matched_by, coalesce(d.remittances, 0) AS remittances, d.remit_key, d.remit_line, d.payment_key,
        b.file, b.segment, b.byte, b.against
    FROM subject b
    LEFT JOIN decided d
        ON d.claim_key = b.claim_key AND d.line_no IS NOT DISTINCT FROM b.line_no
        AND d.lines IS NOT DISTINCT FROM b.lines AND d.turn = b.turn
    LEFT JOIN by_claim c ON c.claim_key = b.claim_key
    LEFT JOIN unclear u ON u.claim_key = b.claim_key AND u.line_no = b.line_no
    WHERE b.kind = 'line' OR d.turn IS NOT NULL
), other_payer AS (
    SELECT
        1, 'other-payer', b.claim_key, b.line_no, b.lines, b.claim_id, b.code, b.modifiers, b.date_from, d.payer, b.provider,
        NULL, NULL, '', '', '', d.turn, NULL, d.sequestration, d.paid, d.patient_share, d.taken_back, 'other-payer',
        d.matched_by, d.remittances, d.remit_key, d.remit_line, d.payment_key, b.file, b.segment, b.byte, NULL
    FROM decided d
    JOIN subject b
        ON b.claim_key = d.claim_key AND b.line_no IS NOT DISTINCT FROM d.line_no AND b.lines IS NOT DISTINCT FROM d.lines
    WHERE d.turn <> b.turn
), claim_whole AS (
    SELECT
        3, 'claim', w.claim_key, NULL, NULL, r.claim_id, '', '', r.date_from,
        CASE WHEN r.turn > 1 THEN r.payer_name ELSE coalesce(c.payer, r.payer_name) END, coalesce(c.provider, r.payee_npi),
        NULL, NULL, '', '', '', r.turn,
        CASE
            WHEN r.reversal_state <> 'in-effect' OR r.turn > 1 THEN NULL
            WHEN w.without_lines THEN w.charge - w.written_off
            ELSE -w.written_off
        END,
        CASE WHEN r.reversal_state = 'in-effect' THEN w.sequestration END,
        CASE WHEN r.reversal_state = 'in-effect' THEN w.paid END,
        CASE WHEN r.reversal_state = 'in-effect' THEN w.patient_share END,
        CASE WHEN r.reversal_state = 'in-effect' THEN 0 ELSE w.paid END,
        CASE
            WHEN w.claim_key IS NULL THEN 'not-billed'
            WHEN r.reversal_state <> 'in-effect' THEN 'reversed'
            WHEN r.turn > 1 THEN 'other-payer'
            WHEN w.capitated THEN 'capitated'
            WHEN NOT w.without_lines OR c.expected IS NULL THEN 'claim-level'
            WHEN w.charge - w.written_off = 0 AND c.expected > 0 THEN 'denied-unexpectedly'
            WHEN w.charge - w.written_off < c.expected THEN 'underpaid'
            WHEN w.charge - w.written_off > c.expected THEN 'overpaid'
            WHEN w.after_allowed IS NOT NULL THEN w.after_allowed
            WHEN w.sequestration <> 0 THEN 'sequestration'
            ELSE 'as-expected'
        END,
        CASE WHEN w.claim_key IS NULL THEN 'no such claim' ELSE 'claim' END,
        1, r.remit_key, NULL, r.payment_key, r.file, r.segment, r.byte,
        CASE WHEN w.without_lines AND r.turn < 2 THEN c.expected END
    FROM whole w
    JOIN remitted r ON r.remit_key = w.remit_key
    LEFT JOIN claim_expected c ON c.claim_key = w.claim_key
), strange AS (
    SELECT
        4, 'remitted', NULL, NULL, NULL, r.claim_id, p.code, p.modifiers_stated, p.date_from, r.payer_name, r.payee_npi,
        NULL, NULL, '', '', '', r.turn,
        CASE WHEN r.reversal_state = 'in-effect' AND r.turn < 2 THEN a.allowed END,
        CASE WHEN r.reversal_state = 'in-effect' THEN a.sequestration END,
        CASE WHEN r.reversal_state = 'in-effect' THEN a.paid END,
        CASE WHEN r.reversal_state = 'in-effect' THEN a.patient_share END,
        CASE WHEN r.reversal_state = 'in-effect' THEN 0 ELSE a.paid END,
        CASE WHEN f.matched_by = 'ambiguous' THEN 'ambiguous' ELSE 'not-billed' END,
        f.matched_by, 1, f.remit_key, f.remit_line, r.payment_key, p.file, p.segment, p.byte, NULL
    FROM fate f
    JOIN amount a ON a.remit_key = f.remit_key AND a.remit_line = f.remit_line
    JOIN paid_line p ON p.remit_key = f.remit_key AND p.remit_line = f.remit_line
    JOIN remitted r ON r.remit_key = f.remit_key
    WHERE f.claim_key IS NULL
), row_of AS (
    SELECT * FROM compared
    UNION ALL SELECT * FROM other_payer
    UNION ALL SELECT * FROM claim_whole
    UNION ALL SELECT * FROM strange
), settled AS (
    SELECT
        o.* EXCLUDE (verdict), coalesce(h.verdict, o.verdict) AS verdict,
        h.remainder, h.paid_before, h.contract, h.share, h.settled, h.variance AS share_variance
    FROM row_of o
    LEFT JOIN share h
        ON h.claim_key = o.claim_key AND h.line_no IS NOT DISTINCT FROM o.line_no
        AND h.lines IS NOT DISTINCT FROM o.lines AND h.turn = o.turn AND o.kind IN ('line', 'lines', 'other-payer')
), answered AS (
    SELECT claim_key, max(turn) AS last_turn FROM decided GROUP BY claim_key
)
SELECT
    o.* EXCLUDE (sort, against, share_variance),
    coalesce(o.share, CASE WHEN o.turn > 1 THEN NULL ELSE o.against END) AS compared_with,
    coalesce(r.crossover, '') AS crossover,
    coalesce(z.last_turn > coalesce(nullif(o.turn, 0), 1), FALSE) AS answered_later,
    CASE WHEN o.share IS NOT NULL THEN CAST(o.share_variance AS DECIMAL(38, 2)) WHEN o.verdict IN (
        'as-expected', 'sequestration', 'incentive', 'withheld', 'paid-to-patient', 'underpaid', 'overpaid',
        'bundled-as-predicted', 'denied-as-predicted', 'denied-unexpectedly', 'paid-unexpectedly'
    ) THEN CAST(o.allowed - o.against AS DECIMAL(38, 2)) END AS variance,
    y.number AS payment, y.date AS payment_date, coalesce(r.payer_claim_number, '') AS payer_claim_number,
    coalesce(r.reversal_state, '') AS reversal_state, coalesce(r.status, '') AS status,
    coalesce(s.adjustments, j.adjustments, []) AS adjustments,
    s.units_paid, s.units_billed, coalesce(s.payer_codes, []) AS payer_codes,
    coalesce(l.remarks, []) || coalesce(r.remarks, []) AS remarks,
    -- the notice is as old as the older of its two dates, so that no time is promised that there may not be
    CASE WHEN o.claim_key IS NOT NULL AND (o.verdict = 'underpaid' OR o.verdict LIKE 'denied%' OR o.verdict = 'bundled-as-predicted')
        THEN coalesce(least(y.date, y.production_date), y.date, y.production_date) END AS notice,
    t.days AS appeal_days, coalesce(t.counted, '') AS appeal_counted,
    coalesce(l.file, r.file, '') AS remit_file, coalesce(l.segment, r.segment) AS remit_segment,
    coalesce(l.byte, r.byte) AS remit_byte
FROM settled o
LEFT JOIN answered z ON z.claim_key = o.claim_key
LEFT JOIN claim_read c ON c.claim_key = o.claim_key
LEFT JOIN appeal_time t
    ON t.payer_id = c.payer_id AND t.payer_name = c.payer_name AND t.filing_code = c.filing_code
LEFT JOIN payment y ON y.payment_key = o.payment_key
LEFT JOIN remitted r ON r.remit_key = o.remit_key
LEFT JOIN paid_line l ON l.remit_key = o.remit_key AND l.remit_line = o.remit_line
LEFT JOIN current_line s
    ON s.claim_key = o.claim_key AND s.line_no IS NOT DISTINCT FROM o.line_no AND s.lines IS NOT DISTINCT FROM o.lines
    AND s.turn = o.turn AND o.kind IN ('line', 'lines', 'other-payer')
LEFT JOIN adjusted j ON j.remit_key = o.remit_key AND j.remit_line = coalesce(o.remit_line, 0)
ORDER BY o.claim_key NULLS LAST, CASE WHEN o.claim_key IS NULL THEN o.remit_key END, o.sort, o.line_no NULLS LAST, o.kind DESC, o.turn, o.remit_key, o.remit_line
