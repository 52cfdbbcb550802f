/*+++
id          = "EQP003"
name        = "capped-rental-without-month"
title       = "Capped rental without KH, KI or KJ"
since       = "0.2"
kind        = "set"
reads       = ["service"]
status      = "fail"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 20 §30.5 (not read)" }]
message     = "{code}-RR is a capped rental, and the line does not say which month"
fix_text    = "KH in the first month, KI in the second and third, KJ from the fourth to the thirteenth"
guard       = { over = "service", where = "code_groups LIKE '% capped-rental %'" }
+++
## What it checks
A capped rental item with RR without KH, KI or KJ.

## Why
The rate depends on the month, and the item is the patient's after thirteen.

## Exceptions
Lines of a practitioner, and of who states no taxonomy. Other payers than Medicare, whose rules on this are not loaded: reported as not checked.

## How to fix
Add the modifier of the month.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE code_groups LIKE '% capped-rental %' AND supplier = 'yes' AND (modifier_list LIKE '% RR %') AND modifier_list NOT LIKE '% KH %' AND modifier_list NOT LIKE '% KI %' AND modifier_list NOT LIKE '% KJ %' AND modifier_list NOT LIKE '% MS %' AND modifier_list NOT LIKE '% GY %' AND modifier_list NOT LIKE '% GZ %' AND modifier_list NOT LIKE '% GA %'
