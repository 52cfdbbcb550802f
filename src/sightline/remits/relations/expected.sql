-- What each claim line was expected to pay. expected: the allowed amount in dollars, null where nobody can know it; basis:
-- contract, fee schedule, finding (a denial) or ''; why: why there is no amount or 0.00, in words; predicted_by: the edit that
-- denies the line; bundled: an edit says that the line is included in another.
-- Of a claim that a later one replaces or voids nothing is expected: paid or not, the later one settles it.
-- Input: price, price_reason (reason, says), payer (its names, and whether Medicare's amounts are expected of it), including (claim_key,
-- line, edit), expecting (basis, without_contract: why nothing is expected of other payers, null with a contract), claim_read.
WITH stated AS (
    SELECT
        p.claim_key,
        p.line,
        p.allowed,
        x.basis,
        x.without_contract,
        coalesce(p.denied_by, '') AS denied_by,
        coalesce(s.says, '') AS says,
        i.edit,
        CASE
            WHEN p.reason IN ('voided', 'replaced') THEN 'aside'
            WHEN p.denied_by <> '' THEN 'denied'
            WHEN x.without_contract IS NOT NULL AND NOT coalesce(y.medicare, FALSE) THEN 'other'
            ELSE ''
        END AS of
    FROM price p
    CROSS JOIN expecting x
    JOIN claim_read c ON c.claim_key = p.claim_key
    LEFT JOIN payer y ON y.payer_id = c.payer_id AND y.payer_name = c.payer_name AND y.filing_code = c.filing_code
    LEFT JOIN price_reason s ON s.reason = p.reason
    LEFT JOIN including i ON i.claim_key = p.claim_key AND i.line = p.line
)
SELECT
    claim_key,
    line AS line_no,
    CASE WHEN of NOT IN ('aside', 'other') THEN allowed END AS expected,
    CASE
        WHEN of IN ('aside', 'other') OR allowed IS NULL THEN ''
        WHEN of = 'denied' THEN 'finding'
        ELSE basis
    END AS basis,
    CASE of WHEN 'denied' THEN says || ' by ' || denied_by WHEN 'other' THEN without_contract ELSE says END AS why,
    coalesce(edit, denied_by) AS predicted_by,
    edit IS NOT NULL AS bundled
FROM stated
