/*+++
id          = "CLM011"
name        = "frequency-unknown"
title       = "Frequency code of another kind of claim"
since       = "0.2"
kind        = "line"
reads       = ["claim"]
status      = "review"
disposition = "claim-rejection"
carc        = "16"
citation    = [{ source = "ASC X12 005010X222A1", section = "CLM05-3" }, { source = "NUBC claim frequency codes", section = "1, 6, 7 and 8 (not verified against the published text)" }]
message     = "the claim's frequency code {say_frequency} is not one of professional claims"
fix_text    = "use 1, 7 or 8"
+++
## What it checks
A claim frequency code other than 1 (original), 6 (corrected), 7 (replacement) or 8 (void).

## Why
Codes 2 to 5 and letters belong to hospital claims.

## How to fix
Use 1, 7 or 8.
*/
SELECT claim_key, claim_id, CASE WHEN frequency = '' THEN '(none)' ELSE frequency END AS say_frequency
FROM claim
WHERE frequency NOT IN ('1', '6', '7', '8')
