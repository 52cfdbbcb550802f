/*+++
id          = "DXC003"
name        = "no-diagnosis"
title       = "Claim has no diagnosis"
since       = "0.1"
kind        = "line"
reads       = ["claim"]
needs       = ["diagnoses"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "M76"
citation    = [{ source = "ASC X12 005010X222A1", section = "loop 2300 HI" }]
message     = "the claim has no diagnosis"
fix_text    = "state the diagnosis"
+++
## What it checks
A professional claim without any diagnosis code.

## Why
Payers reject it.

## Exceptions
Tables without a column for diagnoses, and claims whose diagnoses stand there and could not be read: they are reported as not
checked.

## How to fix
Add the diagnosis.
*/
SELECT claim_key, claim_id
FROM claim
WHERE diagnoses = 0 AND superseded <> 'void'
