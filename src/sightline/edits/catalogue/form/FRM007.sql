/*+++
id          = "FRM007"
name        = "no-birth-date-or-sex"
title       = "Patient without a birth date or sex"
since       = "0.3"
kind        = "line"
reads       = ["claim"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "N329"
citation    = [{ source = "ASC X12 005010X222A1", section = "DMG02 and DMG03 in loops 2010BA and 2010CA (not read)" }, { source = "First Coast, claim submission guidelines", section = "item 3" }]
message     = "the claim states no {say_missing} of the patient"
fix_text    = "complete the demographics (DMG)"
+++
## What it checks
A claim of an X12 file whose patient has no birth date that can be read, or no sex.

## Why
The guide requires both of whoever was treated; front ends reject the claim.

## Exceptions
Claims of tables and JSON, which may have no place for it.

## How to fix
Add it.
*/
SELECT claim_key, claim_id,
    CASE WHEN birth_date IS NULL AND sex = '' THEN 'birth date and sex' WHEN sex = '' THEN 'sex' ELSE 'birth date' END AS say_missing
FROM claim
WHERE is_x12 AND (birth_date IS NULL OR sex = '')
