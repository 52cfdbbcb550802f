/*+++
id          = "DOC008"
name        = "date-differs"
title       = "The report is of another date than the claim"
since       = "0.2"
kind        = "set"
reads       = ["service", "report"]
status      = "fail"
disposition = "records-request"
carc        = "252"
rarc        = "N706"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 26 §10.4" }]
message     = "the report is of {report_date}; line {line_no} is of {claim_date}"
fix_text    = "send the report of the date billed, or correct the date"
+++
## What it checks
The date of service that the report states, against the date of each line.

## Why
A record of another day supports nothing of this one.

## Exceptions
A report without a date of service is not judged.

## How to fix
Send the report of the date billed, or correct the date.
*/
SELECT s.claim_key, s.line_no, s.code, s.date_of_service AS claim_date, r.served_on AS report_date, r.report
FROM service s
JOIN report r ON r.claim_key = s.claim_key
WHERE r.served_on IS NOT NULL AND s.date_of_service IS NOT NULL AND r.served_on <> s.date_of_service
