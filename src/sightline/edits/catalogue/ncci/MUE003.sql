/*+++
id          = "MUE003"
name        = "units-over-mue-date-clinical"
title       = "More units that day than CMS allows (clinical)"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "mue", "mue_value", "dme", "mue_zero", "shared_care", "one_day", "units"]
applies     = "unit_basis <> 'MJ'"
status      = "fail"
disposition = "line-denial"
carc        = "151"
rarc        = "N362"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §V" }]
message     = "{units_on_date|unit} of {code} on {date_of_service}: CMS allows {mue_value} a day{say_limit}"
evidence    = "{code}: {mue_value}, MAI {mai}"
fix_text    = "{say_advice}"
fix         = { action = "set_units" }
+++
## What it checks
The units of one code, patient, physician and date, over all lines and claims, exceed the MUE value of a code with
adjudication indicator (MAI) 3.

## Why
MAI 2 and 3 values are compared with the units of the whole day; when they are exceeded all units of that code and day
are denied. MAI 3 rests on clinical practice and claims data.

## Exceptions
@include units_of_a_day.page

## How to fix
Correct the units; when the service was done and medically necessary, resubmit or appeal with records.
*/
@include units_of_a_day.query
    AND mai = '3'
