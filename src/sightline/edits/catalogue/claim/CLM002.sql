/*+++
id          = "CLM002"
name        = "replacement-without-original"
title       = "Replacement or void without the original's number"
since       = "0.1"
kind        = "line"
reads       = ["claim"]
needs       = ["original_column"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "M47"
citation    = [{ source = "ASC X12 005010X222A1", section = "REF*F8 in loop 2300" }]
message     = "the claim replaces or voids another (frequency {frequency}) and does not say which"
fix_text    = "add the payer's claim number of the original"
+++
## What it checks
Frequency code 7 or 8 without the payer's claim control number (REF*F8).

## Why
The payer cannot find what to replace.

## Exceptions
Tables without a column for the number are reported as not checked.

## How to fix
Add the number.
*/
SELECT claim_key, frequency
FROM claim
WHERE frequency IN ('7', '8') AND original_reference = '' AND has_place NOT LIKE '% no_original_reference %'
