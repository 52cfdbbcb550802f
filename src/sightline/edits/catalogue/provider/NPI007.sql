/*+++
id          = "NPI007"
name        = "equipment-order-missing"
title       = "Equipment or supplies without who ordered them"
since       = "0.2"
kind        = "line"
reads       = ["service"]
applies     = "dme = 'supplier' AND NOT has_orderer"
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "N265"
citation    = [{ source = "42 CFR", section = "410.38(d) (not read)" }, { source = "Social Security Act", section = "1834(a)(11) (not read)" }]
message     = "{code} by a supplier, and the claim names neither an ordering nor a referring provider: Medicare pays what a practitioner ordered"
fix_text    = "state the ordering provider"
+++
## What it checks
An item that a supplier bills to Medicare without an ordering or referring provider.

## Why
Equipment, prosthetics, orthotics and supplies are paid on a written order.

## Exceptions
Items of practitioners. Other payers, whose rules on this are not loaded: reported as not checked.

## How to fix
Add the name and NPI of who signed the order.
*/
SELECT claim_key, line_no, code, modifiers, contractor
FROM service
WHERE dme = 'supplier' AND supplier = 'yes' AND NOT has_orderer AND contractor <> ''
