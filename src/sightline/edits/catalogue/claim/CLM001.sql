/*+++
id          = "CLM001"
name        = "claim-out-of-balance"
title       = "Claim charge is not the sum of its lines"
since       = "0.1"
kind        = "line"
reads       = ["claim"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "M54"
citation    = [{ source = "ASC X12 005010X222A1", section = "CLM02" }]
message     = "the claim charge {say_unreadable}{charge} is not the sum of its lines, {lines_charge}"
fix_text    = "correct the total or the lines"
+++
## What it checks
CLM02 differs from the sum of SV102 over the claim's lines.

## Why
The implementation guide requires balance; front ends reject the claim.

## How to fix
Correct the amounts.
*/
SELECT claim_key, charge, lines_charge, CASE WHEN charge IS NULL THEN '(unreadable)' ELSE '' END AS say_unreadable
FROM claim
WHERE lines > 0 AND charge IS DISTINCT FROM lines_charge
