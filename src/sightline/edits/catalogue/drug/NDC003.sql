/*+++
id          = "NDC003"
name        = "ndc-without-quantity"
title       = "National Drug Code without quantity or unit"
since       = "0.3"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-rejection"
carc        = "16"
rarc        = "M53"
citation    = [{ source = "ASC X12 005010X222A1", section = "CTP04 and CTP05-1 in loop 2410 (not read)" }]
message     = "line {line_no} ({code}) states a National Drug Code and not how much of it was used: a quantity with F2, GR, ME, ML or UN"
fix_text    = "state quantity and unit (CTP)"
+++
## What it checks
A line of an X12 file with an NDC and without a quantity above zero, or without a unit of the guide: F2 (international
unit), GR (gram), ME (milligram), ML (milliliter), UN (unit).

## Why
The guide requires both beside the code; front ends reject the line.

## Exceptions
Claims of tables and JSON, which may have no place for it.

## How to fix
Add them.
*/
SELECT claim_key, line_no, code
FROM service
WHERE is_x12 AND ndc <> '' AND NOT drug_measured
