/*+++
id          = "EQP002"
name        = "sold-and-rented"
title       = "Two of NU, UE and RR on a line"
since       = "0.2"
kind        = "set"
reads       = ["service"]
status      = "fail"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 20 §30 and §130 (not read)" }]
message     = "{code} has {modifiers}: an item is new, used or rented"
fix_text    = "keep one of NU, UE and RR"
guard       = { over = "service", where = "((modifier_list LIKE '% NU %') AND (modifier_list LIKE '% UE %' OR modifier_list LIKE '% RR %')) OR ((modifier_list LIKE '% UE %') AND (modifier_list LIKE '% RR %'))" }
+++
## What it checks
Two of NU (new), UE (used) and RR (rented) on a line of a supplier.

## Why
Each is a price of its own.

## Exceptions
Lines of a practitioner, and of who states no taxonomy. Other payers than Medicare, whose rules on this are not loaded: reported as not checked.

## How to fix
Keep one.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE supplier = 'yes' AND (((modifier_list LIKE '% NU %') AND (modifier_list LIKE '% UE %' OR modifier_list LIKE '% RR %')) OR ((modifier_list LIKE '% UE %') AND (modifier_list LIKE '% RR %')))
