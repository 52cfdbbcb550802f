/*+++
id          = "POS001"
name        = "place-of-service-unknown"
title       = "Place of service is not in the CMS code set"
since       = "0.1"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "M77"
citation    = [{ source = "CMS place of service code set", section = "" }, { source = "CMS change requests", section = "11353 (58), 13314 (27)" }]
message     = "place of service {say_place} is not in the CMS code set"
fix_text    = "state where the patient was"
+++
## What it checks
A place of service that is missing or not among the codes that CMS publishes.

## Why
Payers reject it before adjudication.

## Exceptions
58 (opioid treatment) from 2020-01-01, 27 (street) from 2023-10-01 and 66 (PACE centre) from 2024-08-01: codes that CMS
added to the set, and that copies of the list in use still lack. Whether they are facilities is then not known, and what
depends on it is reported as not checked. The date of 66 is not verified against a published text.

## How to fix
Correct the code.
*/
SELECT claim_key, line_no, code, place_of_service,
    CASE WHEN place_of_service = '' THEN '(none)' ELSE place_of_service END AS say_place
FROM service
WHERE NOT place_known
    AND NOT coalesce(place_of_service = '58' AND date_of_service >= '2020-01-01', FALSE)
    AND NOT coalesce(place_of_service = '27' AND date_of_service >= '2023-10-01', FALSE)
    AND NOT coalesce(place_of_service = '66' AND date_of_service >= '2024-08-01', FALSE)
