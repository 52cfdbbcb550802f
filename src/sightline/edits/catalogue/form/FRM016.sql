/*+++
id          = "FRM016"
name        = "birth-date-missing"
title       = "Claim without a birth date"
since       = "0.4"
kind        = "line"
reads       = ["claim"]
status      = "review"
disposition = "claim-rejection"
carc        = "16"
rarc        = "N329"
citation    = [{ source = "ASC X12 005010X222A1", section = "DMG02 in loops 2010BA and 2010CA (not read)" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 26 section 10.2, item 3 (not read)" }]
message     = "the claim does not state the patient's birth date"
fix_text    = "add the patient's birth date"
+++
## What it checks
A claim of an X12 file, or of a table that has a column for it, without a birth date of the patient that can be read.

## Why
Front ends reject the claim; and no rule on age can be checked.

## Exceptions
Claims of JSON, and of tables without such a column: they may have no place for it, and are not checked.

## How to fix
Add the date.
*/
SELECT claim_key, claim_id
FROM claim
WHERE birth_date IS NULL AND has_place LIKE '% patient_birth_date %'
