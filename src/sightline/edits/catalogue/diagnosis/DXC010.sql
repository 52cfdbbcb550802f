/*+++
id          = "DXC010"
name        = "diagnosis-against-sex"
title       = "Diagnosis of the other sex, to 2024-09-30"
since       = "0.2"
kind        = "line"
reads       = ["diagnosis"]
status      = "review"
disposition = "claim-denial"
carc        = "10"
citation    = [{ source = "Medicare Code Editor v43.1", section = "sex conflict, ended 2024-09-30" }]
message     = "diagnosis {position} ({printed}) is one that the editor gives to the other sex than {sex}: look at sex and code"
fix_text    = "correct the sex or the diagnosis"
+++
## What it checks
A diagnosis that the Medicare Code Editor gave to one sex with a patient of the other, on dates up to the end of that
edit.

## Why
Payers that followed the editor denied it. CMS ended the edit on 2024-09-30; the dates of its table decide.

## Exceptions
Sex unknown or not stated. Dates from 2024-10-01 on. The editor is published for hospital claims, therefore it is for
review.

## How to fix
Correct what is wrong.
*/
SELECT claim_key, position, printed, sex, date_of_service, attribute_row AS source_row, attribute_release AS release
FROM diagnosis
WHERE code_set = 'ICD10' AND (
    (sex = 'F' AND attributes LIKE '% male %') OR (sex = 'M' AND attributes LIKE '% female %')
)
