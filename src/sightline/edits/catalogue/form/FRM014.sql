/*+++
id          = "FRM014"
name        = "minutes-of-no-anesthesia"
title       = "Minutes on a code that is counted in units"
since       = "0.3"
kind        = "line"
reads       = ["service"]
status      = "review"
disposition = "line-denial"
carc        = "16"
rarc        = "M53"
citation    = [{ source = "ASC X12 005010X222A1", section = "SV103: MJ for minutes of anesthesia (not read)" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 5 section 20.2: minutes of timed therapy are counted as units of 15 (not read)" }]
message     = "{code} with {units} minutes: it is counted in units"
fix_text    = "state units: of timed therapy one for 15 minutes, by the total of the day"
+++
## What it checks
A quantity in minutes (MJ) on a code that is no anesthesia.

## Why
Payers take the minutes for units, or reject the line.

## Exceptions
Anesthesia.

## How to fix
State the units.
*/
SELECT claim_key, line_no, code, units
FROM service
WHERE unit_basis = 'MJ' AND NOT anesthesia
