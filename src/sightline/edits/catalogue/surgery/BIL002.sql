/*+++
id          = "BIL002"
name        = "bilateral-with-side"
title       = "50 together with LT or RT"
since       = "0.1"
kind        = "line"
reads       = ["service"]
applies     = "modifier_list LIKE '% 50 %'"
status      = "fail"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §40.7" }]
message     = "{code} has 50 and {side}: 50 says both sides, {side} one"
fix_text    = "keep 50 for both sides, or the side alone"
+++
## What it checks
Modifier 50 on a line that also has LT or RT.

## Why
The line says both sides and one side.

## How to fix
Keep one of them.
*/
SELECT claim_key, line_no, code, modifiers,
    CASE WHEN modifier_list LIKE '% LT %' THEN 'LT' ELSE 'RT' END AS side
FROM service
WHERE modifier_list LIKE '% 50 %' AND (modifier_list LIKE '% LT %' OR modifier_list LIKE '% RT %')
