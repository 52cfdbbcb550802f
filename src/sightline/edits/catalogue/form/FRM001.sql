/*+++
id          = "FRM001"
name        = "medicare-number"
title       = "Medicare number of another form"
since       = "0.3"
kind        = "line"
reads       = ["claim"]
status      = "fail"
disposition = "claim-rejection"
carc        = "31"
rarc        = "N382"
citation    = [{ source = "CMS, Understanding the Medicare Beneficiary Identifier format", section = "positions 1 to 11" }, { source = "ASC X12 005010X222A1", section = "NM109 in loop 2010BA (not read)" }]
message     = "the member number is no Medicare Beneficiary Identifier"
fix_text    = "copy the eleven characters from the Medicare card"
+++
## What it checks
A claim to Medicare Part B whose member number is not of the form of a Medicare Beneficiary Identifier: eleven
characters, a number from 1 to 9 first, letters in places 2, 5, 8 and 9 (never S, L, O, I, B or Z), numbers in places 4,
7, 10 and 11.

## Why
Since 2020-01-01 Medicare takes no other number, and its front end rejects the claim. The number itself is not shown.

## Exceptions
Dates of service before 2020-01-01; claims without a member number, and those whose number is not meant for one (another
length, a letter first), as placeholders and numbers of the practice are; Medicare Advantage plans, which have numbers
of their own; claims that name Medicare and do not say by the filing code that they are for Part B.

## How to fix
Correct the number.
*/
SELECT claim_key, claim_id
FROM claim
WHERE payer = 'Medicare' AND filing_code = 'MB' AND member_form = 'other' AND date_of_service >= '2020-01-01'
