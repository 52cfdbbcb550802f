/*+++
id          = "TEA001"
name        = "team-not-allowed"
title       = "66 on a code without team surgery"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule"]
applies     = "modifier_list LIKE '% 66 %'"
status      = "fail"
disposition = "line-denial"
carc        = "54"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "team surgeons indicator" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §40.8" }]
message     = "modifier 66 does not go with {code}: {say_meaning}"
evidence    = "{code}: {field} {value}"
fix_text    = "remove 66 from line {line_no}"
fix         = { action = "set_modifiers" }
+++
## What it checks
Modifier 66 on a code with team indicator 0 or 9.

## Why
Team surgery is not permitted, or the concept does not apply.

## How to fix
Remove 66.
*/
SELECT claim_key, line_no, code, modifiers, 'team indicator' AS field, team AS value, CASE team WHEN '0' THEN 'team surgeons are not paid for it' ELSE 'the concept does not apply' END AS say_meaning, fs_row AS source_row, fs_row_release AS release,
    trim(replace(modifier_list, ' 66 ', ' ')) AS fix_value
FROM service
WHERE modifier_list LIKE '% 66 %' AND team IN ('0', '9')
