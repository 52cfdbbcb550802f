/*+++
id          = "DXC009"
name        = "diagnosis-against-age"
title       = "Diagnosis does not fit the patient's age"
since       = "0.2"
kind        = "line"
reads       = ["diagnosis"]
status      = "review"
disposition = "claim-denial"
carc        = "9"
citation    = [{ source = "Medicare Code Editor v43.1", section = "age conflict" }]
message     = "diagnosis {position} ({printed}) is one of {say_group}; the patient was {age} on {date_of_service}: look at birth date and code"
fix_text    = "correct the birth date or the diagnosis"
+++
## What it checks
A diagnosis of newborns (age 0), children (0-17), pregnancy (9-64) or adults (15-124) with a patient of another age on
the first date of service.

## Why
Payers deny it: either the code or the birth date is wrong.

## Exceptions
Claims without a birth date. The editor is published for hospital claims, therefore it is for review.

## How to fix
Correct what is wrong.
*/
SELECT claim_key, position, printed, age, date_of_service,
    CASE WHEN attributes LIKE '% newborn %' AND age > 0 THEN 'newborns (age 0)'
        WHEN attributes LIKE '% pediatric %' AND age > 17 THEN 'children (0 to 17)'
        WHEN attributes LIKE '% maternity %' AND (age < 9 OR age > 64) THEN 'pregnancy (9 to 64)'
        ELSE 'adults (15 and over)' END AS say_group,
    attribute_row AS source_row, attribute_release AS release
FROM diagnosis
WHERE code_set = 'ICD10' AND (
    (attributes LIKE '% newborn %' AND age > 0)
    OR (attributes LIKE '% pediatric %' AND age > 17)
    OR (attributes LIKE '% maternity %' AND (age < 9 OR age > 64))
    OR (attributes LIKE '% adult %' AND (age < 15 OR age > 124))
)
