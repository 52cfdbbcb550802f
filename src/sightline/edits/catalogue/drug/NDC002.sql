/*+++
id          = "NDC002"
name        = "malformed-ndc"
title       = "National Drug Code of another length than eleven"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-rejection"
carc        = "16"
rarc        = "M119"
citation    = [{ source = "ASC X12 005010X222A1", section = "LIN03 with N4" }]
message     = "the National Drug Code {ndc} of line {line_no} ({code}) has not eleven digits"
fix_text    = "write it as 5-4-2 digits without hyphens, with the zeros that fill each part"
+++
## What it checks
An NDC that is not eleven digits.

## Why
The format takes 5-4-2 digits without hyphens; front ends reject others.

## Exceptions
Lines without one.

## How to fix
Fill the parts with zeros.
*/
SELECT claim_key, line_no, code, ndc
FROM service
WHERE ndc <> '' AND NOT (length(ndc) = 11 AND regexp_replace(ndc, '^[0-9]+$', '') = '')
