/*+++
id          = "CLM006"
name        = "dates-reversed"
title       = "Line ends before it begins"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "M52"
citation    = [{ source = "ASC X12 005010X222A1", section = "DTP*472" }]
message     = "line {line_no} ({code}) ends before it begins ({date_of_service})"
fix_text    = "correct the dates"
+++
## What it checks
A line whose last date of service is before the first.

## Why
Payers reject it.

## How to fix
Correct the dates.
*/
SELECT claim_key, line_no, code, date_of_service
FROM service
WHERE dates_reversed
