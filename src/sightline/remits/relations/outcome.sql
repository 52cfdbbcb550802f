-- One row for each claim line; for what other payers decided about it; for each remitted line without a claim line; and
-- for what was decided about a claim as a whole. Input: billed, expected, decided, whole, fate, amount, remitted, paid_line,
-- candidate, matched.
WITH principal AS (
    -- The payer to whom the claim went; where the claim does not say, the first one that answered.
    SELECT
        b.claim_key,
        b.line_no,
        CASE
            WHEN b.turn > 0 THEN b.turn
            ELSE coalesce((SELECT min(d.turn) FROM decided d WHERE d.claim_key = b.claim_key AND d.line_no = b.line_no), 1)
        END AS turn
    FROM billed b
), unclear AS (
    SELECT DISTINCT k.claim_key, k.line_no
    FROM candidate k
    WHERE NOT EXISTS (SELECT 1 FROM matched m WHERE m.remit_key = k.remit_key AND m.remit_line = k.remit_line)
), by_claim AS (
    SELECT DISTINCT claim_key FROM whole WHERE without_lines AND standing = 'stands'
), claim_expected AS (
    -- The sum over a claim's lines, where every one of them has an expected amount.
    SELECT
        b.claim_key, min(b.provider) AS provider, min(b.payer) AS payer,
        CASE WHEN count(*) = count(e.expected) THEN sum(e.expected) END AS expected
    FROM billed b LEFT JOIN expected e ON e.claim_key = b.claim_key AND e.line_no = b.line_no
    GROUP BY b.claim_key
), claim_line AS (
    SELECT
        1 AS sort, 'line' AS kind, b.claim_key, b.line_no, b.claim_id, b.code, b.modifiers_stated AS modifiers, b.date_from,
        b.payer, b.provider, b.charge AS billed, e.expected, coalesce(e.basis, '') AS basis, coalesce(e.why, '') AS why,
        coalesce(e.predicted_by, '') AS predicted_by, d.turn,
        CASE WHEN d.standing > 0 AND d.turn < 2 THEN d.allowed END AS allowed,
        CASE WHEN d.standing > 0 THEN d.sequestration END AS sequestration,
        CASE WHEN d.standing > 0 THEN d.paid END AS paid,
        CASE WHEN d.standing > 0 THEN d.patient_share END AS patient_share,
        coalesce(d.taken_back, 0) AS taken_back,
        CASE
            WHEN d.standing = 0 AND d.reversals > 0 THEN 'reversed'
            WHEN d.turn IS NULL AND c.claim_key IS NOT NULL THEN 'claim-level'
            WHEN d.turn IS NULL AND u.claim_key IS NOT NULL THEN 'ambiguous'
            WHEN d.turn IS NULL OR d.standing = 0 THEN 'not-remitted'
            WHEN d.turn > 1 THEN 'other-payer'
            WHEN d.allowed = 0 AND e.expected > 0 THEN 'denied-unexpectedly'
            WHEN d.allowed = 0 AND d.charge <> 0 AND e.expected = 0 AND d.bundled AND e.bundled THEN 'bundled-as-predicted'
            WHEN d.allowed = 0 AND d.charge <> 0 AND e.expected = 0 THEN 'denied-as-predicted'
            WHEN d.allowed = 0 AND d.charge <> 0 THEN 'denied-without-expectation'
            WHEN e.expected IS NULL THEN 'paid-without-expectation'
            WHEN d.allowed > 0 AND e.expected = 0 THEN 'paid-unexpectedly'
            WHEN d.allowed < e.expected THEN 'underpaid'
            WHEN d.allowed > e.expected THEN 'overpaid'
            WHEN d.sequestration <> 0 THEN 'sequestration'
            ELSE 'as-expected'
        END AS verdict,
        d.matched_by, coalesce(d.remittances, 0) AS remittances, d.remit_key, d.remit_line, d.payment_key,
        b.file, b.segment, b.byte, e.expected AS against
    FROM billed b
    JOIN principal p ON p.claim_key = b.claim_key AND p.line_no = b.line_no
    LEFT JOIN expected e ON e.claim_key = b.claim_key AND e.line_no = b.line_no
    LEFT JOIN decided d ON d.claim_key = b.claim_key AND d.line_no = b.line_no AND d.turn = p.turn
    LEFT JOIN by_claim c ON c.claim_key = b.claim_key
    LEFT JOIN unclear u ON u.claim_key = b.claim_key AND u.line_no = b.line_no
), other_payer AS (
    SELECT
        1, 'other-payer', b.claim_key, b.line_no, b.claim_id, b.code, b.modifiers_stated, b.date_from, d.payer, b.provider,
        NULL, NULL, '', '', '', d.turn, NULL, d.sequestration, d.paid, d.patient_share, d.taken_back, 'other-payer',
        d.matched_by, d.remittances, d.remit_key, d.remit_line, d.payment_key, b.file, b.segment, b.byte, NULL
    FROM decided d
    JOIN billed b ON b.claim_key = d.claim_key AND b.line_no = d.line_no
    JOIN principal p ON p.claim_key = d.claim_key AND p.line_no = d.line_no
    WHERE d.turn <> p.turn
), claim_whole AS (
    SELECT
        2, 'claim', w.claim_key, NULL, r.claim_id, '', '', r.date_from,
        CASE WHEN r.turn > 1 THEN r.payer_name ELSE coalesce(c.payer, r.payer_name) END, coalesce(c.provider, r.payee_npi),
        NULL, NULL, '', '', '', r.turn,
        CASE
            WHEN r.standing <> 'stands' OR r.turn > 1 THEN NULL
            WHEN w.without_lines THEN w.charge - w.written_off
            ELSE -w.written_off
        END,
        CASE WHEN r.standing = 'stands' THEN w.sequestration END,
        CASE WHEN r.standing = 'stands' THEN w.paid END,
        CASE WHEN r.standing = 'stands' THEN w.patient_share END,
        CASE WHEN r.standing = 'stands' THEN 0 ELSE w.paid END,
        CASE
            WHEN w.claim_key IS NULL THEN 'not-billed'
            WHEN r.standing <> 'stands' THEN 'reversed'
            WHEN r.turn > 1 THEN 'other-payer'
            WHEN NOT w.without_lines OR c.expected IS NULL THEN 'claim-level'
            WHEN w.charge - w.written_off = 0 AND c.expected > 0 THEN 'denied-unexpectedly'
            WHEN w.charge - w.written_off < c.expected THEN 'underpaid'
            WHEN w.charge - w.written_off > c.expected THEN 'overpaid'
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
        3, 'remitted', NULL, NULL, r.claim_id, p.code, p.modifiers_stated, p.date_from, r.payer_name, r.payee_npi,
        NULL, NULL, '', '', '', r.turn,
        CASE WHEN r.standing = 'stands' AND r.turn < 2 THEN a.allowed END,
        CASE WHEN r.standing = 'stands' THEN a.sequestration END,
        CASE WHEN r.standing = 'stands' THEN a.paid END,
        CASE WHEN r.standing = 'stands' THEN a.patient_share END,
        CASE WHEN r.standing = 'stands' THEN 0 ELSE a.paid END,
        CASE WHEN f.matched_by = 'ambiguous' THEN 'ambiguous' ELSE 'not-billed' END,
        f.matched_by, 1, f.remit_key, f.remit_line, r.payment_key, p.file, p.segment, p.byte, NULL
    FROM fate f
    JOIN amount a ON a.remit_key = f.remit_key AND a.remit_line = f.remit_line
    JOIN paid_line p ON p.remit_key = f.remit_key AND p.remit_line = f.remit_line
    JOIN remitted r ON r.remit_key = f.remit_key
    WHERE f.claim_key IS NULL
), row_of AS (
    SELECT * FROM claim_line
    UNION ALL SELECT * FROM other_payer
    UNION ALL SELECT * FROM claim_whole
    UNION ALL SELECT * FROM strange
)
SELECT
    o.* EXCLUDE (sort, against),
    CASE WHEN o.verdict IN (
        'as-expected', 'sequestration', 'underpaid', 'overpaid', 'bundled-as-predicted', 'denied-as-predicted',
        'denied-unexpectedly', 'paid-unexpectedly'
    ) THEN CAST(o.allowed - o.against AS DECIMAL(38, 2)) END AS variance,
    y.number AS payment, y.date AS payment_date, coalesce(r.payer_claim_number, '') AS payer_claim_number,
    coalesce(r.standing, '') AS standing, coalesce(r.status, '') AS status,
    coalesce(j.adjustments, []) AS adjustments,
    coalesce(l.remarks, []) || coalesce(r.remarks, []) AS remarks,
    coalesce(l.file, r.file, '') AS remit_file, coalesce(l.segment, r.segment) AS remit_segment,
    coalesce(l.byte, r.byte) AS remit_byte
FROM row_of o
LEFT JOIN payment y ON y.payment_key = o.payment_key
LEFT JOIN remitted r ON r.remit_key = o.remit_key
LEFT JOIN paid_line l ON l.remit_key = o.remit_key AND l.remit_line = o.remit_line
LEFT JOIN adjusted j ON j.remit_key = o.remit_key AND j.remit_line = coalesce(o.remit_line, 0)
ORDER BY o.claim_key NULLS LAST, CASE WHEN o.claim_key IS NULL THEN o.remit_key END, o.sort, o.line_no NULLS LAST, o.kind DESC, o.turn, o.remit_key, o.remit_line
