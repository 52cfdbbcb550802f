/*+++
id          = "CLM010"
name        = "original-reference-on-original"
title       = "Original claim that names another as its original"
since       = "0.2"
kind        = "line"
reads       = ["claim"]
status      = "review"
disposition = "claim-denial"
carc        = "18"
citation    = [{ source = "ASC X12 005010X222A1", section = "CLM05-3 and REF*F8" }]
message     = "the claim says that it is an original (frequency 1) and names the claim {original_reference} as its original: check whether it replaces it"
fix_text    = "frequency 7 to replace it, 8 to void it"
+++
## What it checks
Frequency code 1 with the payer's number of an earlier claim (REF*F8).

## Why
The payer takes it as new, and it becomes a duplicate of the claim that it was to replace.

## How to fix
Use frequency 7 to replace or 8 to void.
*/
SELECT claim_key, claim_id, original_reference
FROM claim
WHERE frequency = '1' AND original_reference <> ''
