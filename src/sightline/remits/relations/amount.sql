-- What a payer decided about each remitted line in dollars: allowed is the charge less every adjustment that is neither
-- the patient's share of an allowed amount, nor taken after it was allowed (sequestration, quality, withheld, paid to the
-- patient), nor another payer's. Input: paid_line, adjustment, role.
WITH sums AS (
    SELECT
        a.remit_key,
        a.line_no,
        coalesce(sum(a.amount) FILTER (WHERE a."group" = 'PR'), 0) AS patient_share,
        coalesce(sum(a.amount) FILTER (WHERE r.role = 'sequestration' AND a."group" <> 'PR'), 0) AS sequestration,
        coalesce(sum(a.amount) FILTER (WHERE NOT coalesce(
            r.role = 'cost-share' AND a."group" = 'PR'
            OR r.role IN ('sequestration', 'prior-payer', 'incentive', 'withheld', 'paid-to-patient') AND a."group" <> 'PR',
            FALSE
        )), 0) AS written_off,
        coalesce(bool_or(r.role = 'bundled'), FALSE) AS bundled,
        max(r.role) FILTER (
            WHERE r.role IN ('incentive', 'withheld', 'paid-to-patient') AND a."group" <> 'PR' AND a.amount <> 0
        ) AS after_allowed,
        coalesce(bool_or(r.role = 'capitated'), FALSE) AS capitated
    FROM adjustment a LEFT JOIN role r ON r.reason = a.reason
    WHERE a.line_no IS NOT NULL
    GROUP BY a.remit_key, a.line_no
)
SELECT
    p.remit_key,
    p.remit_line,
    CAST(coalesce(p.charge, 0) AS DECIMAL(38, 2)) AS charge,
    CAST(coalesce(p.paid, 0) AS DECIMAL(38, 2)) AS paid,
    CAST(coalesce(s.patient_share, 0) AS DECIMAL(38, 2)) AS patient_share,
    CAST(coalesce(s.sequestration, 0) AS DECIMAL(38, 2)) AS sequestration,
    CAST(coalesce(p.charge, 0) - coalesce(s.written_off, 0) AS DECIMAL(38, 2)) AS allowed,
    coalesce(s.bundled, FALSE) AS bundled,
    s.after_allowed,
    coalesce(s.capitated, FALSE) AS capitated
FROM paid_line p
LEFT JOIN sums s ON s.remit_key = p.remit_key AND s.line_no = p.remit_line
