/*+++
id          = "DXC002"
name        = "diagnosis-not-full-length"
title       = "Diagnosis needs more characters"
since       = "0.1"
kind        = "line"
reads       = ["diagnosis"]
needs       = ["icd10cm", "icd10cm_era", "claim_date"]
status      = "fail"
disposition = "claim-rejection"
carc        = "146"
rarc        = "M76"
citation    = [{ source = "ICD-10-CM Official Guidelines", section = "I.B.2" }]
message     = "diagnosis {position} ({printed}) is a category{say_found}"
evidence    = "{printed}: not billable"
fix_text    = "{say_advice}"
+++
## What it checks
A diagnosis code that is only the beginning of billable codes.

## Why
A code is valid only at its full number of characters.

## Exceptions
A date outside the period of every loaded release: what is a category in the nearest release is for review, since it may
have been billable then. Dates before 2015-10-01 are reported as not checked.

## How to fix
Code to the highest number of characters.
*/
SELECT claim_key, position, printed, date_of_service,
    CASE WHEN icd_speaks THEN 'fail' ELSE 'review' END AS status,
    CASE WHEN icd_speaks THEN ': it needs more characters to be billed'
        ELSE ' in the nearest loaded ICD-10-CM, whose period does not have ' || CAST(date_of_service AS VARCHAR)
            || ': check whether it was billable then' END AS say_found,
    CASE WHEN icd_speaks THEN 'use the full-length code below ' || printed
        ELSE 'use a longer code if there was one; `sightline reference add` loads the release of the date' END AS say_advice,
    icd_release AS release
FROM diagnosis
WHERE code_set = 'ICD10' AND known AND NOT billable AND date_of_service >= '2015-10-01'
