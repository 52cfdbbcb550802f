-- One row per line that the payer has decided: who, what and when, and what became of it. `line` is a number of its own;
-- `hit` of denials comes from `denied`, of amounts from `ratio`. Input: claim_read, line_read, decision (claim_key, line_no,
-- denied, explained, reason, allowed, expected, place).
SELECT
    CAST(row_number() OVER (ORDER BY l.claim_key, l.line_no) AS INTEGER) AS line,
    l.claim_key,
    l.line_no,
    l.code,
    l.date_from AS day,
    -- A claim that names no patient is seen by itself.
    CASE WHEN c.patient = '' THEN hash(c.claim_key) ELSE hash(c.patient) END AS patient,
    l.place_of_service,
    l.rendering_taxonomy,
    trim(concat_ws(' ', l.modifier_1, l.modifier_2, l.modifier_3, l.modifier_4)) AS modifiers,
    l.pointer_1,
    l.pointer_2,
    l.pointer_3,
    l.pointer_4,
    d.denied AND NOT d.explained AS denied,
    d.explained,
    d.reason,
    -- Of what Medicare would allow; a ratio, not an amount.
    CASE WHEN NOT d.denied AND d.allowed > 0 AND d.expected >= 1 THEN CAST(d.allowed AS DOUBLE) / CAST(d.expected AS DOUBLE) END
        AS ratio,
    d.expected,
    d.place
FROM line_read l
JOIN claim_read c ON c.claim_key = l.claim_key
JOIN decision d ON d.claim_key = l.claim_key AND d.line_no = l.line_no
WHERE l.code <> '' AND l.date_from IS NOT NULL
