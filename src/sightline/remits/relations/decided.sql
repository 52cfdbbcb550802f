-- What payers decided about each claim line, and about claim lines that are compared in sum (line_no null, lines), by turn
-- (1 first payer, 2 second …): sums over the remitted lines that stand; what reversals changed is in taken_back.
-- Input: fate, amount, remitted, claim.
WITH line_turn AS (
    SELECT
        f.claim_key,
        f.line_no,
        f.lines,
        CASE
            WHEN r.turn > 0 THEN r.turn
            WHEN c.turn > 0 THEN c.turn
            ELSE 1
        END AS turn,
        r.reversal_state = 'in-effect' AS in_effect,
        r.reversal_state <> 'predetermination' AS counts,
        r.payment_key,
        r.payer_name,
        -- what is in effect goes before what was reversed
        r.place + CASE WHEN r.reversal_state = 'in-effect' THEN 1000000000000 ELSE 0 END AS latest,
        f.matched_by,
        f.remit_line,
        a.*
    FROM fate f
    JOIN amount a ON a.remit_key = f.remit_key AND a.remit_line = f.remit_line
    JOIN remitted r ON r.remit_key = f.remit_key
    JOIN claim c ON c.claim_key = f.claim_key
)
SELECT
    claim_key,
    line_no,
    lines,
    turn,
    count(*) FILTER (WHERE in_effect) AS in_effect_count,
    count(*) FILTER (WHERE counts AND NOT in_effect) AS reversals,
    count(*) AS remittances,
    max(payer_name) AS payer,
    arg_max(payment_key, latest) AS payment_key,
    arg_max(remit_key, latest) AS remit_key,
    arg_max(remit_line, latest) AS remit_line,
    max(matched_by) AS matched_by,
    CAST(coalesce(sum(charge) FILTER (WHERE in_effect), 0) AS DECIMAL(38, 2)) AS charge,
    CAST(coalesce(sum(paid) FILTER (WHERE in_effect), 0) AS DECIMAL(38, 2)) AS paid,
    CAST(coalesce(sum(paid) FILTER (WHERE NOT in_effect), 0) AS DECIMAL(38, 2)) AS taken_back,
    CAST(coalesce(sum(patient_share) FILTER (WHERE in_effect), 0) AS DECIMAL(38, 2)) AS patient_share,
    CAST(coalesce(sum(sequestration) FILTER (WHERE in_effect), 0) AS DECIMAL(38, 2)) AS sequestration,
    CAST(coalesce(sum(allowed) FILTER (WHERE in_effect), 0) AS DECIMAL(38, 2)) AS allowed,
    coalesce(bool_or(bundled) FILTER (WHERE in_effect), FALSE) AS bundled,
    max(after_allowed) FILTER (WHERE in_effect) AS after_allowed,
    coalesce(bool_or(capitated) FILTER (WHERE in_effect), FALSE) AS capitated
FROM line_turn
GROUP BY claim_key, line_no, lines, turn
