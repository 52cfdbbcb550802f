/*+++
id          = "IMG001"
name        = "guidance-unit-of-service"
title       = "Image guidance counted more than once for an encounter"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "guidance_unit"]
applies     = "guidance_use = 'needle'"
status      = "fail"
disposition = "line-denial"
carc        = "151"
rarc        = "N362"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter IX §G.3" }]
message     = "{units_on_date} units of {code} that day: {payer} counts image guidance once per encounter, not per needle, lesion or pass{say_claimed}"
evidence    = "unit of image guidance: {guidance_unit}"
mend        = "bill one unit for the encounter"
fix         = { action = "set_units" }
parameter   = "guidance_unit"
+++
## What it checks
More than one unit of 76942, 77002, 77003, 77012 or 77021 for a patient, physician and date, where the payer counts
guidance per encounter.

## Why
The unit of service of these codes is the patient encounter, regardless of the number of needle placements.

## Exceptions
A payer that counts per lesion (payer parameter guidance_unit). A payer that has published nothing is reported as not
checked. 59 or X{EPSU} claims a separate encounter and makes the finding `bypassed`.

## How to fix
Bill one unit.
*/
SELECT claim_key, line_no, code, units, units_on_date, payer, guidance_unit,
    CASE WHEN distinct_modifier <> '' THEN 'bypassed' ELSE 'fail' END AS status,
    CASE WHEN distinct_modifier <> '' THEN '; modifier ' || distinct_modifier || ' claims a separate encounter' ELSE '' END AS say_claimed,
    CASE WHEN distinct_modifier = '' AND lines_on_date = 1 THEN '1' END AS fix_value
FROM service
WHERE guidance_use = 'needle' AND guidance_unit = 'encounter' AND units_on_date > 1 AND frequency <> '8'
