/*+++
id          = "GLO006"
name        = "split-care-without-period"
title       = "54, 55 or 56 on a code without care to split"
since       = "0.2"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule"]
applies     = "modifier_notes LIKE '% split-care %'"
status      = "fail"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "Global Surgery" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §40.2 (not verified against the published text)" }]
message     = "{code} has 54, 55 or 56 ({modifiers}), but its global period is {value}: there is no care after it to split"
evidence    = "{code}: global {value}"
fix_text    = "remove the modifier"
+++
## What it checks
Modifier 54, 55 or 56 on a code whose global period is 000, XXX or ZZZ.

## Why
They split the payment between who operates and who cares afterwards; these codes have no such share.

## Exceptions
YYY, of which contractors decide the period, and MMM.

## How to fix
Remove the modifier.
*/
SELECT claim_key, line_no, code, modifiers, global_days AS value, fs_row AS source_row, fs_row_release AS release
FROM service
WHERE modifier_notes LIKE '% split-care %' AND global_days IN ('000', 'XXX', 'ZZZ')
