/*+++
id          = "RED001"
name        = "reduced-and-discontinued"
title       = "52 and 53 on one line"
since       = "0.1"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §20.4.6" }]
message     = "{code} has 52 and 53: a service is either reduced or discontinued"
fix_text    = "keep the one that the record describes"
+++
## What it checks
Modifiers 52 and 53 on the same line.

## Why
52 says reduced by choice, 53 stopped for the patient's safety.

## How to fix
Keep one.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE modifier_list LIKE '% 52 %' AND modifier_list LIKE '% 53 %'
