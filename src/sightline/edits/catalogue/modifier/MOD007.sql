/*+++
id          = "MOD007"
name        = "two-surgeon-roles"
title       = "Two roles of a surgeon on one line"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §20.4.3 and §40.8" }]
message     = "{code} has two roles of one surgeon ({modifiers}): co-surgeon, team and assistant exclude each other"
fix_text    = "keep one role"
+++
## What it checks
Two of 62 (co-surgeon), 66 (team), 80, 81 and 82 (assistant) on one line.

## Why
One surgeon has one role in a procedure, and each is paid in its own way.

## Exceptions
AS beside 80, 81 or 82: some payers want both of a non-physician who assists.

## How to fix
Keep the role that the operative report describes.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE modifier_notes LIKE '% two-roles %'
