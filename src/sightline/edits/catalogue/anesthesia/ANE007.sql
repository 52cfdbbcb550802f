/*+++
id          = "ANE007"
name        = "anesthesia-minutes"
title       = "Anesthesia not billed in minutes"
since       = "0.2"
kind        = "line"
reads       = ["service"]
applies     = "anesthesia"
status      = "review"
disposition = "line-denial"
carc        = "16"
rarc        = "M53"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §50 (time in minutes) (not verified against the published text)" }, { source = "ASC X12 005010X222A1", section = "SV103" }]
message     = "{code} with {units} of {say_basis}: anesthesia time is billed in minutes (MJ); check whether these are minutes or units"
fix_text    = "state the minutes with MJ"
+++
## What it checks
An anesthesia code whose quantity is not in minutes.

## Why
Payers turn minutes into time units; units read as minutes are underpaid, minutes read as units overpaid.

## Exceptions
01953 and 01996, which are not timed.

## How to fix
State minutes.
*/
SELECT claim_key, line_no, code, units, CASE WHEN unit_basis = '' THEN 'no stated measure' ELSE unit_basis END AS say_basis
FROM service
WHERE anesthesia AND unit_basis <> 'MJ' AND code NOT IN ('01953', '01996') AND units > 0
