-- What a payer decided about claims as wholes: paid amounts and adjustments that are on no line, one row for each remitted
-- claim that has any, or that in_effect and has no lines. Input: remitted, amount, adjustment, role, claim_candidate, fate.
WITH of_lines AS (
    SELECT remit_key, sum(paid) AS paid FROM amount GROUP BY remit_key
), of_claim AS (
    SELECT
        a.remit_key,
        coalesce(sum(a.amount) FILTER (WHERE a."group" = 'PR'), 0) AS patient_share,
        coalesce(sum(a.amount) FILTER (WHERE r.role = 'sequestration' AND a."group" <> 'PR'), 0) AS sequestration,
        coalesce(sum(a.amount) FILTER (WHERE NOT coalesce(
            r.role = 'cost-share' AND a."group" = 'PR'
            OR r.role IN ('sequestration', 'prior-payer', 'incentive', 'withheld', 'paid-to-patient') AND a."group" <> 'PR',
            FALSE
        )), 0) AS written_off,
        max(r.role) FILTER (
            WHERE r.role IN ('incentive', 'withheld', 'paid-to-patient') AND a."group" <> 'PR' AND a.amount <> 0
        ) AS after_allowed,
        coalesce(bool_or(r.role = 'capitated'), FALSE) AS capitated
    FROM adjustment a LEFT JOIN role r ON r.reason = a.reason
    WHERE a.line_no IS NULL
    GROUP BY a.remit_key
), answered AS (
    SELECT remit_key, min(claim_key) AS claim_key
    FROM (
        SELECT k.remit_key, k.claim_key FROM claim_candidate k
        WHERE NOT EXISTS (SELECT 1 FROM fate f WHERE f.remit_key = k.remit_key AND f.claim_key IS NOT NULL)
        UNION
        SELECT remit_key, claim_key FROM fate WHERE claim_key IS NOT NULL
    ) AS named
    GROUP BY remit_key
    HAVING count(DISTINCT claim_key) = 1
)
SELECT
    r.remit_key,
    w.claim_key,
    r.reversal_state,
    l.remit_key IS NULL AS without_lines,
    r.turn,
    CAST(coalesce(r.charge, 0) AS DECIMAL(38, 2)) AS charge,
    CAST(coalesce(r.paid, 0) - coalesce(l.paid, 0) AS DECIMAL(38, 2)) AS paid,
    CAST(coalesce(a.patient_share, 0) AS DECIMAL(38, 2)) AS patient_share,
    CAST(coalesce(a.sequestration, 0) AS DECIMAL(38, 2)) AS sequestration,
    CAST(coalesce(a.written_off, 0) AS DECIMAL(38, 2)) AS written_off,
    a.after_allowed,
    coalesce(a.capitated, FALSE) AS capitated
FROM remitted r
LEFT JOIN of_lines l ON l.remit_key = r.remit_key
LEFT JOIN of_claim a ON a.remit_key = r.remit_key
LEFT JOIN answered w ON w.remit_key = r.remit_key
WHERE coalesce(r.paid, 0) <> coalesce(l.paid, 0) OR r.reversal_state = 'in-effect' AND (l.remit_key IS NULL OR a.remit_key IS NOT NULL)
