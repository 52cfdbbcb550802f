/*+++
id          = "FRM006"
name        = "no-payer-id"
title       = "Payer without an identifier"
since       = "0.3"
kind        = "line"
reads       = ["claim"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "M56"
citation    = [{ source = "ASC X12 005010X222A1", section = "NM109 in loop 2010BB (not read)" }]
message     = "the claim states no identifier of its payer"
fix_text    = "add the payer id that the clearing house lists"
+++
## What it checks
A claim of an X12 file without the identifier of its payer.

## Why
The identifier routes the claim; front ends reject one without it.

## Exceptions
Claims of tables and JSON, which may have no place for it.

## How to fix
Add it.
*/
SELECT claim_key, claim_id
FROM claim
WHERE is_x12 AND payer_id = ''
