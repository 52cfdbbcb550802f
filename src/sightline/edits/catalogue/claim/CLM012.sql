/*+++
id          = "CLM012"
name        = "too-many-lines"
title       = "More than fifty lines"
since       = "0.2"
kind        = "line"
reads       = ["claim"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
citation    = [{ source = "ASC X12 005010X222A1", section = "loop 2400" }]
message     = "the claim has {lines} lines; a professional claim takes fifty"
fix_text    = "split it"
+++
## What it checks
More than fifty service lines on a claim.

## Why
The format has room for fifty; front ends reject the claim.

## How to fix
Split the claim.
*/
SELECT claim_key, claim_id, lines
FROM claim
WHERE lines > 50
