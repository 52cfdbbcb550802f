-- What payers decided about each claim line, by turn (1 first payer, 2 second …): sums over its remitted lines that
-- stand; what reversals changed is in taken_back. Input: fate, amount, remitted, billed.
WITH line_turn AS (
    SELECT
        f.claim_key,
        f.line_no,
        CASE
            WHEN r.turn > 0 THEN r.turn
            WHEN b.turn > 0 THEN b.turn
            ELSE 1
        END AS turn,
        r.standing = 'stands' AS stands,
        r.standing <> 'predetermination' AS counts,
        r.payment_key,
        r.payer_name,
        -- what stands goes before what was reversed
        r.place + CASE WHEN r.standing = 'stands' THEN 1000000000000 ELSE 0 END AS latest,
        f.matched_by,
        f.remit_line,
        a.*
    FROM fate f
    JOIN amount a ON a.remit_key = f.remit_key AND a.remit_line = f.remit_line
    JOIN remitted r ON r.remit_key = f.remit_key
    JOIN billed b ON b.claim_key = f.claim_key AND b.line_no = f.line_no
    WHERE f.claim_key IS NOT NULL
)
SELECT
    claim_key,
    line_no,
    turn,
    count(*) FILTER (WHERE stands) AS standing,
    count(*) FILTER (WHERE counts AND NOT stands) AS reversals,
    count(*) AS remittances,
    max(payer_name) AS payer,
    arg_max(payment_key, latest) AS payment_key,
    arg_max(remit_key, latest) AS remit_key,
    arg_max(remit_line, latest) AS remit_line,
    max(matched_by) AS matched_by,
    CAST(coalesce(sum(charge) FILTER (WHERE stands), 0) AS DECIMAL(38, 2)) AS charge,
    CAST(coalesce(sum(paid) FILTER (WHERE stands), 0) AS DECIMAL(38, 2)) AS paid,
    CAST(coalesce(sum(paid) FILTER (WHERE NOT stands), 0) AS DECIMAL(38, 2)) AS taken_back,
    CAST(coalesce(sum(patient_share) FILTER (WHERE stands), 0) AS DECIMAL(38, 2)) AS patient_share,
    CAST(coalesce(sum(sequestration) FILTER (WHERE stands), 0) AS DECIMAL(38, 2)) AS sequestration,
    CAST(coalesce(sum(allowed) FILTER (WHERE stands), 0) AS DECIMAL(38, 2)) AS allowed,
    coalesce(bool_or(bundled) FILTER (WHERE stands), FALSE) AS bundled
FROM line_turn
GROUP BY claim_key, line_no, turn
