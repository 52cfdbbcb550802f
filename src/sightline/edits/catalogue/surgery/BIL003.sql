/*+++
id          = "BIL003"
name        = "bilateral-units"
title       = "50 with more than one unit"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule"]
applies     = "modifier_list LIKE '% 50 %'"
status      = "fail"
disposition = "line-denial"
carc        = "151"
rarc        = "N362"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §40.7" }, { source = "NCCI Policy Manual 2026", section = "chapter I §V" }]
message     = "{code}-50 with {units} units: a bilateral service is one unit with 50"
evidence    = "{code}: {field} {value}"
fix_text    = "{say_advice}"
fix         = { action = "set_units" }
+++
## What it checks
A bilateral service (50) with more than one unit.

## Why
50 already says both sides.

## Exceptions
A procedure done on both sides at several sites or levels takes 50 with a unit for each of them (Policy Manual chapter I
§V): units within the MUE value are for review. Units over several days are divided by the days.

## How to fix
Set one unit.
*/
SELECT claim_key, line_no, code, modifiers, 'bilateral indicator' AS field, bilateral AS value, units, fs_row AS source_row, fs_row_release AS release,
    mue_value,
    CASE WHEN units_a_day <= mue_value THEN 'review' ELSE 'fail' END AS status,
    CASE
        WHEN units_a_day <= mue_value THEN 'set the units of line ' || CAST(line_no AS VARCHAR)
            || ' to 1, unless both sides were treated at several sites or levels'
        ELSE 'set the units of line ' || CAST(line_no AS VARCHAR) || ' to ' || CAST(days AS VARCHAR)
    END AS say_advice,
    CASE WHEN units_a_day <= mue_value THEN NULL ELSE CAST(days AS VARCHAR) END AS fix_value
FROM service
WHERE modifier_list LIKE '% 50 %' AND bilateral IN ('1', '3') AND units_a_day > 1
