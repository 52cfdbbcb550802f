/*+++
id          = "DXC001"
name        = "unknown-diagnosis"
title       = "Diagnosis is not in ICD-10-CM"
since       = "0.1"
kind        = "line"
reads       = ["diagnosis"]
needs       = ["icd10cm", "claim_date"]
status      = "fail"
disposition = "claim-rejection"
carc        = "146"
rarc        = "M76"
citation    = [{ source = "ICD-10-CM", section = "codes in force on the date" }]
message     = "diagnosis {position} ({printed}) is not an ICD-10-CM code on {date_of_service}"
evidence    = "{printed}: not in the release"
mend        = "correct diagnosis {position}"
+++
## What it checks
A diagnosis code that ICD-10-CM did not have on the first date of service of the claim.

## Why
Payers reject invalid diagnosis codes.

## How to fix
Correct the code.
*/
SELECT claim_key, position, printed, date_of_service, icd_release AS release
FROM diagnosis
WHERE code_set = 'ICD10' AND icd_release IS NOT NULL AND NOT known
