/*+++
id          = "FRM013"
name        = "accident-without-date"
title       = "Accident without its date"
since       = "0.3"
kind        = "line"
reads       = ["claim"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "M46"
citation    = [{ source = "ASC X12 005010X222A1", section = "CLM11 and DTP*439 (not read)" }]
message     = "the claim says that an accident was the cause ({accident}) and not when it happened"
fix_text    = "state the date of the accident"
+++
## What it checks
A claim of an X12 file, or of a table that has columns for both, with an automobile accident (AA) or another accident (OA) as related cause and without the date
of the accident.

## Why
The guide requires the date; front ends reject the claim.

## Exceptions
Employment (EM), which needs no date. Claims of JSON, and of tables without a column for the date.

## How to fix
Add it.
*/
SELECT claim_key, claim_id, accident
FROM claim
WHERE has_place LIKE '% accident_date %' AND NOT accident_dated AND (accident LIKE '%AA%' OR accident LIKE '%OA%')
