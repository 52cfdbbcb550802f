/*+++
id          = "DXC002"
name        = "diagnosis-not-full-length"
title       = "Diagnosis needs more characters"
since       = "0.1"
kind        = "line"
reads       = ["diagnosis"]
needs       = ["icd10cm", "claim_date"]
status      = "fail"
disposition = "claim-rejection"
carc        = "146"
rarc        = "M76"
citation    = [{ source = "ICD-10-CM Official Guidelines", section = "I.B.2" }]
message     = "diagnosis {position} ({printed}) is a category: it needs more characters to be billed"
evidence    = "{printed}: not billable"
mend        = "use the full-length code below {printed}"
+++
## What it checks
A diagnosis code that is only the beginning of billable codes.

## Why
A code is valid only at its full number of characters.

## How to fix
Code to the highest number of characters.
*/
SELECT claim_key, position, printed, date_of_service, icd_release AS release
FROM diagnosis
WHERE code_set = 'ICD10' AND known AND NOT billable
