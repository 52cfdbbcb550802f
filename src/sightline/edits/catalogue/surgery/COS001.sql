/*+++
id          = "COS001"
name        = "cosurgeon-not-allowed"
title       = "62 on a code without co-surgeons"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule"]
applies     = "modifier_list LIKE '% 62 %'"
status      = "fail"
disposition = "line-denial"
carc        = "54"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "co-surgeon indicator" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §40.8" }]
message     = "modifier 62 does not go with {code}: {say_meaning}"
evidence    = "{code}: {field} {value}"
fix_text    = "remove 62 from line {line_no}"
fix         = { action = "set_modifiers" }
+++
## What it checks
Modifier 62 on a code with co-surgeon indicator 0 or 9.

## Why
Co-surgeons are not permitted, or the concept does not apply.

## How to fix
Remove 62.
*/
SELECT claim_key, line_no, code, modifiers, 'co-surgeon indicator' AS field, cosurgeon AS value, CASE cosurgeon WHEN '0' THEN 'two surgeons are not paid for it' ELSE 'the concept does not apply' END AS say_meaning, fs_row AS source_row, fs_row_release AS release,
    trim(replace(modifier_list, ' 62 ', ' ')) AS fix_value
FROM service
WHERE modifier_list LIKE '% 62 %' AND cosurgeon IN ('0', '9')
