/*+++
id          = "BIL001"
name        = "bilateral-not-allowed"
title       = "50 on a code without bilateral payment"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule"]
applies     = "modifier_list LIKE '% 50 %'"
status      = "fail"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "bilateral surgery indicator" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §40.7" }]
message     = "modifier 50 does not go with {code}: {say_meaning}"
evidence    = "{code}: {field} {value}"
fix_text    = "remove 50 from line {line_no}"
fix         = { action = "set_modifiers", safe = [{ value = "2" }] }
+++
## What it checks
Modifier 50 on a code with bilateral indicator 0, 2 or 9.

## Why
Indicator 0: no bilateral payment by anatomy or definition; 2: the amount already covers both sides; 9: the concept
does not apply.

## How to fix
Remove 50.
*/
SELECT claim_key, line_no, code, modifiers, 'bilateral indicator' AS field, bilateral AS value, CASE bilateral WHEN '0' THEN 'a bilateral payment does not apply to it' WHEN '2' THEN 'its amount is already for both sides' ELSE 'the concept does not apply' END AS say_meaning, fs_row AS source_row, fs_row_release AS release,
    trim(replace(modifier_list, ' 50 ', ' ')) AS fix_value
FROM service
WHERE modifier_list LIKE '% 50 %' AND bilateral IN ('0', '2', '9')
