/*+++
id          = "FRM011"
name        = "payer-out-of-balance"
title       = "Other payer out of balance"
since       = "0.3"
kind        = "set"
reads       = ["other_payer", "claim"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "N4"
citation    = [{ source = "ASC X12 005010X222A1", section = "section 1.4.4: AMT*D of loop 2320, SVD02 and CAS (not read)" }]
message     = "other payer {position} paid {paid}, and by {say_by} {expected}"
fix_text    = "correct what it paid (AMT*D), its lines (SVD02) or its adjustments (CAS)"
guard       = { over = "claim", where = "other_payers > 0" }
+++
## What it checks
What another payer paid for the claim (AMT*D) differs from the sum of what it paid by line (SVD02) less its adjustments
of the claim (CAS of loop 2320). Where it decided no line, paid and adjusted together must be the charge of the claim.

## Why
Payers and clearing houses reject a claim out of balance.

## Exceptions
Payers that state no amount; those that decided no line and state no adjustment; two payers of one number; amounts that
cannot be read.

## How to fix
Copy the amounts from the remittance.
*/
SELECT o.claim_key, o.position, o.paid, o.adjusted,
    CASE WHEN o.lines_decided > 0 THEN 'its lines' ELSE 'charge and adjustments' END AS say_by,
    CAST(round(coalesce(o.lines_paid, c.charge) - o.adjusted, 2) AS DECIMAL(38, 2)) AS expected
FROM other_payer o
JOIN claim c ON c.claim_key = o.claim_key
WHERE o.paid IS NOT NULL AND o.adjusted IS NOT NULL
    AND (
        (o.lines_paid IS NOT NULL AND round(o.lines_paid - o.adjusted, 2) <> o.paid)
        OR (o.lines_decided = 0 AND o.adjusted <> 0 AND round(c.charge - o.adjusted, 2) <> o.paid)
    )
