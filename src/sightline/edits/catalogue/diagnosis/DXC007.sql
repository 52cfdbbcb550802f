/*+++
id          = "DXC007"
name        = "external-cause-first"
title       = "External cause listed first"
since       = "0.2"
kind        = "line"
reads       = ["diagnosis"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "MA63"
citation    = [{ source = "ICD-10-CM Official Guidelines", section = "I.C.20.a.6" }, { source = "Medicare Code Editor v43.1", section = "E-code as principal diagnosis" }]
message     = "the first diagnosis, {printed}, is an external cause: the injury or condition is listed before it"
fix_text    = "put the injury or condition first"
+++
## What it checks
An external-cause code (V00-Y99) as the first diagnosis of the claim.

## Why
It says how an injury came about; the injury is listed first.

## How to fix
List the injury or condition first.
*/
SELECT claim_key, position, printed, date_of_service, attribute_row AS source_row, attribute_release AS release
FROM diagnosis
WHERE position = 1 AND code_set = 'ICD10' AND attributes LIKE '% external-cause %'
