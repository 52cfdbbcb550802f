/*+++
id          = "DXC013"
name        = "diagnosis-twice"
title       = "The same diagnosis twice"
since       = "0.2"
kind        = "set"
reads       = ["diagnosis"]
status      = "review"
disposition = "claim-rejection"
carc        = "16"
rarc        = "M76"
citation    = [{ source = "ICD-10-CM Official Guidelines", section = "I.B.12 (not verified against the published text)" }]
message     = "diagnosis {position} ({printed}) is diagnosis {first_position} again"
fix_text    = "remove one and correct the pointers"
guard       = { over = "diagnosis", where = "position > 1" }
+++
## What it checks
A diagnosis code that the claim lists more than once.

## Why
Each code is reported once for an encounter, also for both sides of the body.

## How to fix
Remove one.
*/
WITH listed AS (
    SELECT claim_key, position, printed, min(position) OVER (PARTITION BY claim_key, code_set, code) AS first_position
    FROM diagnosis
    WHERE code <> ''
)
SELECT claim_key, position, printed, first_position
FROM listed
WHERE position > first_position
