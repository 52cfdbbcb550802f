/*+++
id          = "CLM015"
name        = "admission-date-missing"
title       = "Inpatient visit without an admission date"
since       = "0.2"
kind        = "set"
reads       = ["service", "claim"]
applies     = "place_of_service = '21' AND visit"
status      = "review"
disposition = "claim-rejection"
carc        = "16"
rarc        = "MA40"
citation    = [{ source = "ASC X12 005010X222A1", section = "DTP*435 (not verified against the published text)" }]
message     = "{code} in place of service 21, and the claim states no admission date: check whether the payer requires it"
fix_text    = "state the admission date"
guard       = { over = "service", where = "visit AND place_of_service = '21'" }
+++
## What it checks
A visit in place of service 21 on a claim without an admission date.

## Why
The implementation guide requires the date on claims with inpatient visits.

## Exceptions
Procedures and tests. CSV and FHIR claims may have no place for the date: therefore it is for review.

## How to fix
Add the date.
*/
SELECT s.claim_key, s.line_no, s.code, s.place_of_service
FROM service s
JOIN claim c ON c.claim_key = s.claim_key
WHERE s.visit AND s.place_of_service = '21' AND c.admission_date IS NULL
