/*+++
id          = "MOD013"
name        = "procedure-modifier-on-visit"
title       = "58, 78 or 79 on a visit"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "review"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §D and §E (modifiers 24 and 58)" }]
message     = "{code} has 58, 78 or 79 ({modifiers}), which go on procedures: check whether 24 was meant"
fix_text    = "24 for a visit that was unrelated"
+++
## What it checks
Modifier 58, 78 or 79 on a visit code.

## Why
They belong to procedures in the postoperative period of another; an unrelated visit takes 24.

## How to fix
Use 24 when the visit had nothing to do with the procedure.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE modifier_notes LIKE '% of-procedure %' AND visit
