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
mend        = "set the units of line {line_no} to 1"
fix         = { action = "set_units" }
+++
## What it checks
A bilateral service (50) with more than one unit.

## Why
50 already says both sides.

## How to fix
Set one unit.
*/
SELECT claim_key, line_no, code, modifiers, 'bilateral indicator' AS field, bilateral AS value, units, fs_row AS source_row, fs_row_release AS release,
    '1' AS fix_value
FROM service
WHERE modifier_list LIKE '% 50 %' AND bilateral IN ('1', '3') AND units > 1
