/*+++
id          = "CLM005"
name        = "service-before-birth"
title       = "Service before the patient was born"
since       = "0.2"
kind        = "line"
reads       = ["claim"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "N329"
citation    = [{ source = "ASC X12 005010X222A1", section = "DMG02 and DTP*472" }]
message     = "the first date of service, {date_of_service}, is before the patient's birth date"
fix_text    = "correct the date of service or the birth date"
+++
## What it checks
A claim whose first date of service lies before the patient's birth date.

## Why
One of the two dates is wrong; payers reject the claim.

## How to fix
Correct the date.
*/
SELECT claim_key, claim_id, date_of_service
FROM claim
WHERE date_of_service < birth_date
