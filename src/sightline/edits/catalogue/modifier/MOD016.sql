/*+++
id          = "MOD016"
name        = "two-kinds-of-substitute"
title       = "Q5 and Q6 on one line"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 1 §30.2.10 and §30.2.11 (not read)" }]
message     = "{code} has Q5 and Q6: a substitute works by reciprocal arrangement or for pay by time"
fix_text    = "keep one"
+++
## What it checks
Q5 and Q6 on one line.

## Why
The line says two things of which one can be true.

## How to fix
Keep one.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE (modifier_list LIKE '% Q5 %') AND (modifier_list LIKE '% Q6 %')
