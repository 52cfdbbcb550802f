-- Every finding with its claim's origin and what its payer withholds of its edit (null: it stands). Input: finding,
-- claim_given, withheld.
SELECT
    f.*,
    c.claim_id,
    c.file,
    c.interchange,
    c.`group`,
    c.`transaction`,
    c.segment,
    c.byte,
    w.word,
    w.reason,
    w.need
FROM finding f
JOIN claim_given c ON c.claim_key = f.claim_key
LEFT JOIN withheld w
    ON w.edit = f.edit AND w.payer_id = c.payer_id AND w.payer_name = c.payer_name AND w.filing_code = c.filing_code
WHERE f.claim_key >= 0  -- not on an earlier claim
