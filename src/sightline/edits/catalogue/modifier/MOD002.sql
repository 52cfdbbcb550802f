/*+++
id          = "MOD002"
name        = "distinct-modifier-twice"
title       = "59 and an X modifier on one line"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §E (modifiers 59 and XE, XS, XP, XU)" }]
message     = "{code} has more than one of 59, XE, XS, XP and XU ({modifiers}): one of them is used in place of the others"
fix_text    = "keep the most specific one that the record supports"
+++
## What it checks
Two or more of 59, XE, XS, XP and XU on one line.

## Why
XE, XS, XP and XU each say one thing that 59 says in general, and are used in its place, not beside it.

## How to fix
Keep the one that the record describes; 59 only when none of the others does.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE modifier_notes LIKE '% distinct-twice %'
