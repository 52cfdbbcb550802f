/*+++
id          = "CLM009"
name        = "negative-charge"
title       = "Line with a negative charge"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "M79"
citation    = [{ source = "ASC X12 005010X222A1", section = "SV102" }]
message     = "line {line_no} ({code}) charges {charge}"
fix_text    = "state the charge; to take a service back, replace or void the claim"
+++
## What it checks
A line whose charge is below zero.

## Why
A claim states charges; credits are made by replacing or voiding a claim.

## How to fix
Correct the charge, or void the claim.
*/
SELECT claim_key, line_no, code, charge
FROM service
WHERE charge < 0
