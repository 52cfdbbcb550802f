/*+++
id          = "CLM014"
name        = "inpatient-service-outside-stay"
title       = "Inpatient service outside the stay"
since       = "0.2"
kind        = "set"
reads       = ["service", "claim"]
needs       = ["date"]
applies     = "place_of_service = '21'"
status      = "review"
disposition = "line-denial"
carc        = "16"
rarc        = "MA40"
citation    = [{ source = "ASC X12 005010X222A1", section = "DTP*435 and DTP*096" }]
message     = "{code} on {date_of_service} in place of service 21: {say_meaning}"
fix_text    = "correct the date or the place of service"
guard       = { over = "claim", where = "admission_date IS NOT NULL OR discharge_date IS NOT NULL" }
+++
## What it checks
A line in place of service 21 before the admission date or after the discharge date that the claim states.

## Why
One of the dates, or the place, is wrong; payers compare them with the hospital's claim.

## Exceptions
Claims without these dates. Reading a test later is dated on the day of the test.

## How to fix
Correct it.
*/
SELECT s.claim_key, s.line_no, s.code, s.date_of_service, c.admission_date, c.discharge_date,
    CASE WHEN s.date_of_service < c.admission_date THEN 'the admission was on ' || CAST(c.admission_date AS VARCHAR)
        ELSE 'the discharge was on ' || CAST(c.discharge_date AS VARCHAR) END AS say_meaning
FROM service s
JOIN claim c ON c.claim_key = s.claim_key
WHERE s.place_of_service = '21' AND (s.date_of_service < c.admission_date OR s.date_of_service > c.discharge_date)
