/*+++
id          = "DXC016"
name        = "too-many-diagnoses"
title       = "More than twelve diagnoses"
since       = "0.2"
kind        = "line"
reads       = ["claim"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "M76"
citation    = [{ source = "ASC X12 005010X222A1", section = "loop 2300 HI" }]
message     = "the claim lists {diagnoses} diagnoses; a professional claim takes twelve"
fix_text    = "leave out those that no line needs"
+++
## What it checks
More than twelve diagnoses on a claim.

## Why
The format has no room for more.

## How to fix
Leave out what no line needs.
*/
SELECT claim_key, diagnoses
FROM claim
WHERE diagnoses > 12
