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
citation    = [{ source = "CMS place of service code set", section = "" }]
message     = "place of service {say_place} is not in the CMS code set"
mend        = "state where the patient was"
+++
## What it checks
A place of service that is missing or not among the codes that CMS publishes.

## Why
Payers reject it before adjudication.

## Exceptions
27, 58 and 66, which CMS added and a loaded list may lack.

## How to fix
Correct the code.
*/
SELECT claim_key, line_no, code, place_of_service,
    CASE WHEN place_of_service = '' THEN '(none)' ELSE place_of_service END AS say_place
FROM service
-- 27, 58 and 66 are CMS codes that published copies of the list may lack.
WHERE NOT place_known AND place_of_service NOT IN ('27', '58', '66')
