/*+++
id          = "DXC001"
name        = "unknown-diagnosis"
title       = "Diagnosis is not in ICD-10-CM"
since       = "0.1"
kind        = "line"
reads       = ["diagnosis"]
needs       = ["icd10cm", "icd10cm_era", "claim_date"]
status      = "fail"
disposition = "claim-rejection"
carc        = "146"
rarc        = "M76"
citation    = [{ source = "ICD-10-CM", section = "codes in force on the date" }]
message     = "diagnosis {position} ({printed}) is not {say_found}"
evidence    = "{printed}: not in the release"
fix_text    = "{say_advice}"
+++
## What it checks
A diagnosis code that ICD-10-CM did not have on the first date of service of the claim.

## Why
Payers reject invalid diagnosis codes.

## Exceptions
A date outside the period of every loaded release: the nearest release is asked, and a code that it lacks is for review,
since it may have been valid then. Dates before 2015-10-01 are reported as not checked.

## How to fix
Correct the code.
*/
SELECT claim_key, position, printed, date_of_service,
    CASE WHEN icd_speaks THEN 'fail' ELSE 'review' END AS status,
    CASE WHEN icd_speaks THEN 'an ICD-10-CM code on ' || CAST(date_of_service AS VARCHAR)
        ELSE 'in the nearest loaded ICD-10-CM, whose period does not have ' || CAST(date_of_service AS VARCHAR) END AS say_found,
    CASE WHEN icd_speaks THEN 'correct diagnosis ' || CAST(position AS VARCHAR)
        ELSE 'check whether it was valid then; `sightline reference add` loads the release of the date' END AS say_advice,
    icd_release AS release
FROM diagnosis
WHERE code_set = 'ICD10' AND icd_release IS NOT NULL AND NOT known AND date_of_service >= '2015-10-01'
