/*+++
id          = "DXC004"
name        = "pointer-to-nothing"
title       = "Line points to a diagnosis that is not there"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["pointer"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "M76"
citation    = [{ source = "ASC X12 005010X222A1", section = "SV107" }]
message     = "line {line_no} points to diagnosis {pointer}; the claim has {diagnoses}"
fix_text    = "correct the pointer, or add the diagnosis"
+++
## What it checks
A diagnosis pointer beyond the diagnoses of the claim.

## Why
The line's reason is missing.

## Exceptions
Claims without any diagnosis (DXC003).

## How to fix
Correct it.
*/
SELECT claim_key, line_no, greatest(pointer_1, pointer_2, pointer_3, pointer_4) AS pointer, diagnoses
FROM service
WHERE diagnoses > 0 AND greatest(pointer_1, pointer_2, pointer_3, pointer_4) > diagnoses
