/*+++
id          = "EMV004"
name        = "visit-of-several-units"
title       = "Visit with more than one unit"
since       = "0.2"
kind        = "line"
reads       = ["service"]
needs       = ["units"]
applies     = "visit OR code BETWEEN '99381' AND '99397'"
status      = "fail"
disposition = "line-denial"
carc        = "151"
rarc        = "N362"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §30.6.5 and §30.6.7 (not read)" }]
message     = "{code} with {units_a_day} units a day: a visit is one unit"
fix_text    = "one unit; a second visit of the day for an unrelated problem on a line of its own with 25"
fix         = { action = "set_units" }
+++
## What it checks
A visit or preventive examination with more than one unit for a day.

## Why
The code stands for the whole encounter.

## Exceptions
Codes whose unit limit is one a day: MUE001 to MUE003 report them. Lines of several days with a unit a day.

## How to fix
Set the units to 1.
*/
SELECT claim_key, line_no, code, units, units_a_day, '1' AS fix_value
FROM service
WHERE (visit OR code BETWEEN '99381' AND '99397') AND unit_basis <> 'MJ' AND units_a_day > 1
    AND NOT coalesce(mue_binds AND mue_value < units_a_day, FALSE)
