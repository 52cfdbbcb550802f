/*+++
id          = "AGE001"
name        = "age-of-the-code"
title       = "Patient of another age than the code is for"
since       = "0.2"
kind        = "set"
reads       = ["service", "claim", "patient_rule"]
needs       = ["date", "birth_date"]
applies     = "code_groups LIKE '% of-age %'"
status      = "fail"
disposition = "line-denial"
carc        = "6"
citation    = [{ source = "CPT", section = "definitions of the codes (not read; each bound with its source in the table patient_rule)" }, { source = "42 CFR and national coverage determinations", section = "as the table patient_rule names them (not read)" }]
message     = "{code} is for another age ({say_source}); the patient, born {birth_date}, was {age|year} old"
fix_text    = "the code of the patient's age, or the right date of birth"
guard       = { over = "service", where = "code_groups LIKE '% of-age %'" }
+++
## What it checks
A code that is defined for an age (preventive visits, newborn and pediatric critical care, vaccines, lines, tonsils, hernias,
sleep studies), or that Medicare covers at an age (screening of prostate, breast, lung and colon), for a patient of another age
on the date of service. The table patient_rule has the bounds, each with its source.

## Why
Payers compare the age with the definition and deny the line.

## Exceptions
Labels of vaccines, adult and pediatric dosage, infant: for review. Claims without a date of birth are reported as not checked.

## How to fix
Use the code of the age.
*/
SELECT s.claim_key, s.line_no, r.status, s.code, s.date_of_service, c.birth_date, c.age, r.source AS say_source
FROM service s
JOIN claim c ON c.claim_key = s.claim_key
JOIN patient_rule r ON s.code >= r.code_from AND s.code <= r.code_to AND r.payer IN ('', s.payer)
WHERE s.code_groups LIKE '% of-age %' AND r.unit <> '' AND c.birth_date <= s.date_of_service
    AND (
        s.date_of_service < CASE r.unit
            WHEN 'days' THEN add_days(c.birth_date, coalesce(r.least, 0))
            WHEN 'months' THEN add_months(c.birth_date, coalesce(r.least, 0))
            ELSE add_months(c.birth_date, 12 * coalesce(r.least, 0))
        END
        OR s.date_of_service >= CASE r.unit
            WHEN 'days' THEN add_days(c.birth_date, coalesce(r.below, 100000))
            WHEN 'months' THEN add_months(c.birth_date, coalesce(r.below, 3600))
            ELSE add_months(c.birth_date, 12 * coalesce(r.below, 300))
        END
    )
