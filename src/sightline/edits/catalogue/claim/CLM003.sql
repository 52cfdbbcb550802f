/*+++
id          = "CLM003"
name        = "no-date-of-service"
title       = "Line has no date of service"
since       = "0.1"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "M52"
citation    = [{ source = "ASC X12 005010X222A1", section = "DTP*472" }]
message     = "line {line_no} has no date of service, so that no dated rule can be applied to it"
fix_text    = "state the date of service"
+++
## What it checks
A line without a readable date of service.

## Why
Every rule depends on the date.

## How to fix
Add it.
*/
SELECT claim_key, line_no, code
FROM service
WHERE date_of_service IS NULL
