-- What was not checked: what lacks data, unless the payer's rules turn the edit off, and findings that the payer's rules
-- leave untold. Input: gap, judged, claim_given, withheld.
SELECT g.edit, g.claim_key, c.claim_id AS claim, g.line_no AS line, g.reason, g.need
FROM gap g
JOIN claim_given c ON c.claim_key = g.claim_key
LEFT JOIN withheld w
    ON w.edit = g.edit AND w.payer_id = c.payer_id AND w.payer_name = c.payer_name AND w.filing_code = c.filing_code
    AND w.word = 'off'
WHERE w.edit IS NULL AND g.claim_key >= 0
UNION ALL
SELECT edit, claim_key, claim_id, line_no, reason, need
FROM judged
WHERE word = 'unknown'
GROUP BY edit, claim_key, claim_id, line_no, reason, need
