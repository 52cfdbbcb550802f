/*+++
id          = "FRM015"
name        = "member-number-missing"
title       = "Claim without a member number"
since       = "0.4"
kind        = "line"
reads       = ["claim"]
status      = "review"
disposition = "claim-rejection"
carc        = "16"
rarc        = "N382"
citation    = [{ source = "ASC X12 005010X222A1", section = "NM109 in loop 2010BA (not read)" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 26 section 10.2, item 1a (not read)" }]
message     = "the claim names a payer and no member number"
fix_text    = "copy the number from the insurance card"
+++
## What it checks
A claim of an X12 file, or of a table that has a column for it, that names a payer and leaves the number of the insured person
blank.

## Why
The payer does not find the person; front ends reject the claim.

## Exceptions
Claims that name no payer. Claims of JSON, and of tables without such a column: they may have no place for it, and are not
checked. For review, since claims after an accident may have a number of the case only.

## How to fix
Add the number.
*/
SELECT claim_key, claim_id
FROM claim
WHERE NOT member_stated AND has_place LIKE '% member_id %' AND (payer_name <> '' OR payer_id <> '')
