/*+++
id          = "DXC012"
name        = "no-pointer"
title       = "Line points to no diagnosis"
since       = "0.2"
kind        = "line"
reads       = ["service"]
needs       = ["pointer"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "M76"
citation    = [{ source = "ASC X12 005010X222A1", section = "SV107-1" }]
message     = "line {line_no} ({code}) points to no diagnosis of the claim"
fix_text    = "point it to the diagnosis that was its reason"
+++
## What it checks
A line without a diagnosis pointer on a claim that has diagnoses.

## Why
Payers reject a line without its reason.

## Exceptions
Claims without any diagnosis (DXC003).

## How to fix
Add the pointer.
*/
SELECT claim_key, line_no, code, diagnoses
FROM service
WHERE diagnoses > 0 AND greatest(pointer_1, pointer_2, pointer_3, pointer_4) <= 0
