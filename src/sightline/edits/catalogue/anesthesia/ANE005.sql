/*+++
id          = "ANE005"
name        = "two-anesthesia-roles"
title       = "Two modifiers for who gave the anesthesia"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §50" }]
message     = "{code} has more than one of AA, AD, QK, QX, QY and QZ ({modifiers}): one says who gave or directed it"
fix_text    = "keep one"
+++
## What it checks
Two of AA, AD, QK, QX, QY and QZ on a line.

## Why
Each decides the payment in its own way.

## Exceptions
QS, which says monitored anesthesia care, stands beside one of them.

## How to fix
Keep one.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE modifier_notes LIKE '% two-anesthetists %'
