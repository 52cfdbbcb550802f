/*+++
id          = "DOC014"
name        = "sedation-minutes"
title       = "Sedation is billed for more minutes than the report states"
since       = "0.2"
kind        = "set"
reads       = ["service", "report"]
status      = "fail"
disposition = "records-request"
carc        = "151"
citation    = [{ source = "CPT Medicine Guidelines", section = "moderate sedation" }, { source = "NCCI Policy Manual 2026", section = "chapter II" }]
message     = "{billed} periods of sedation are billed; {sedation_minutes} minutes support {supported_periods}"
fix_text    = "bill the periods that the minutes support: none below 10 minutes, one to 22, one more for each 15 after that"
+++
## What it checks
99152 and 99153 together, against the minutes between the start and the end of sedation in the report.

## Why
A period counts from its middle on: 10 minutes for the first, 23 for the second, 38 for the third.

## Exceptions
A report without both times is DOC001.

## How to fix
Bill the periods that the minutes support.
*/
SELECT s.claim_key, min(s.line_no) AS line_no, CAST(sum(s.units) AS INTEGER) AS billed, r.sedation_minutes, r.sedation_units AS supported_periods, r.report
FROM service s
JOIN report r ON r.claim_key = s.claim_key
WHERE s.code IN ('99152', '99153') AND r.sedation_minutes IS NOT NULL
GROUP BY s.claim_key, r.sedation_minutes, r.sedation_units, r.report
HAVING sum(s.units) > r.sedation_units
