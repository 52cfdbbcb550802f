-- What does not balance in the remittances: a row for each line, claim, charge, patient share and payment whose stated amount
-- is not the computed one, or cannot be computed (computed is null). Input: payment, remitted_claim, remitted_line,
-- adjustment, provider_adjustment. Sources: 005010X221A1 section 1.10.2.1, balancing.
WITH of_line AS (
    SELECT remit_key, line_no, CAST(sum(amount) AS DECIMAL(38, 2)) AS amount, bool_or(amount IS NULL) AS unknown
    FROM adjustment WHERE line_no IS NOT NULL GROUP BY remit_key, line_no
), of_claim AS (
    SELECT
        remit_key,
        CAST(sum(amount) AS DECIMAL(38, 2)) AS amount,
        CAST(coalesce(sum(amount) FILTER (WHERE "group" = 'PR'), 0) AS DECIMAL(38, 2)) AS patient,
        bool_or(amount IS NULL) AS unknown,
        coalesce(bool_or(amount IS NULL) FILTER (WHERE "group" = 'PR'), FALSE) AS patient_unknown
    FROM adjustment GROUP BY remit_key
), of_lines AS (
    SELECT remit_key, CAST(sum(charge) AS DECIMAL(38, 2)) AS charge, bool_or(charge IS NULL) AS unknown
    FROM remitted_line GROUP BY remit_key
), of_payment AS (
    SELECT payment_key, CAST(sum(paid) AS DECIMAL(38, 2)) AS paid, bool_or(paid IS NULL) AS unknown
    FROM remitted_claim GROUP BY payment_key
), of_provider AS (
    SELECT payment_key, CAST(sum(amount) AS DECIMAL(38, 2)) AS amount, bool_or(amount IS NULL) AS unknown
    FROM provider_adjustment GROUP BY payment_key
), computed AS (
    SELECT
        'line' AS "check", c.payment_key, l.remit_key, l.line_no, c.claim_id, l.code,
        CAST(l.charge AS DECIMAL(38, 2)) AS whole,
        coalesce(a.amount, 0) AS less,
        CAST(l.paid AS DECIMAL(38, 2)) AS stated,
        coalesce(a.unknown, FALSE) AS unknown,
        l.file, l.segment, l.byte
    FROM remitted_line l
    JOIN remitted_claim c ON c.remit_key = l.remit_key
    LEFT JOIN of_line a ON a.remit_key = l.remit_key AND a.line_no = l.line_no
    UNION ALL
    SELECT
        'claim', c.payment_key, c.remit_key, NULL, c.claim_id, '', CAST(c.charge AS DECIMAL(38, 2)),
        coalesce(a.amount, 0), CAST(c.paid AS DECIMAL(38, 2)), coalesce(a.unknown, FALSE), c.file, c.segment, c.byte
    FROM remitted_claim c LEFT JOIN of_claim a ON a.remit_key = c.remit_key
    UNION ALL
    SELECT
        'charge', c.payment_key, c.remit_key, NULL, c.claim_id, '', coalesce(l.charge, 0), 0,
        CAST(c.charge AS DECIMAL(38, 2)), l.unknown, c.file, c.segment, c.byte
    FROM remitted_claim c JOIN of_lines l ON l.remit_key = c.remit_key
    UNION ALL
    -- CLP05 is not reported in a reversal.
    SELECT
        'patient', c.payment_key, c.remit_key, NULL, c.claim_id, '', coalesce(a.patient, 0), 0,
        coalesce(CAST(c.patient_responsibility AS DECIMAL(38, 2)), 0), coalesce(a.patient_unknown, FALSE),
        c.file, c.segment, c.byte
    FROM remitted_claim c LEFT JOIN of_claim a ON a.remit_key = c.remit_key
    WHERE c.status <> '22' OR c.patient_responsibility <> 0
    UNION ALL
    SELECT
        'payment', p.payment_key, NULL, NULL, p.number, '', coalesce(c.paid, 0), coalesce(a.amount, 0),
        CAST(CASE WHEN p.direction = 'D' THEN -p.amount ELSE p.amount END AS DECIMAL(38, 2)),
        coalesce(c.unknown, FALSE) OR coalesce(a.unknown, FALSE), p.file, p.segment, p.byte
    FROM payment p
    LEFT JOIN of_payment c ON c.payment_key = p.payment_key
    LEFT JOIN of_provider a ON a.payment_key = p.payment_key
), compared AS (
    SELECT *, CASE WHEN NOT unknown THEN CAST(whole - less AS DECIMAL(38, 2)) END AS computed FROM computed
)
SELECT
    "check", payment_key, remit_key, line_no, claim_id AS number, code, whole, less, computed, stated,
    CAST(stated - computed AS DECIMAL(38, 2)) AS difference, file, segment, byte
FROM compared
WHERE stated - computed IS DISTINCT FROM 0
ORDER BY payment_key, remit_key NULLS LAST, "check" = 'patient', "check" = 'claim', "check" = 'charge', line_no
