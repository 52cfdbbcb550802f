-- Findings as a user sees them, in the columns of edits/result.py. Input: judged, line_given, claim_given.
SELECT
    f.edit,
    f.status,
    f.claim_key,
    f.claim_id AS claim,
    f.line_no AS line,
    r.claim_id AS related_claim,
    f.other_line AS related_line,
    l.code,
    trim(l.modifier_1 || ' ' || l.modifier_2 || ' ' || l.modifier_3 || ' ' || l.modifier_4) AS modifiers,
    -- An earlier claim, given by --history, is named with its date and file.
    f.message || CASE
        WHEN f.other_claim_key < 0
            THEN '; earlier claim ' || r.claim_id || ' of ' || coalesce(CAST(e.first_date AS VARCHAR), 'no date') || ' in ' || r.file
        ELSE ''
    END AS message,
    f.shown,
    f.mend,
    f.fix_action,
    f.fix_line,
    f.fix_value,
    f.evidence,
    f.release,
    f.file,
    f.interchange,
    f.`group`,
    f.`transaction`,
    coalesce(l.segment, f.segment) AS segment,
    coalesce(l.byte, f.byte) AS byte,
    f.other_claim_key
FROM judged f
LEFT JOIN line_given l ON l.claim_key = f.claim_key AND l.line_no = f.line_no
LEFT JOIN claim_given r ON r.claim_key = f.other_claim_key
LEFT JOIN (SELECT claim_key, min(date_from) AS first_date FROM line_given WHERE claim_key < 0 GROUP BY claim_key) e
    ON e.claim_key = f.other_claim_key
WHERE f.word IS NULL
