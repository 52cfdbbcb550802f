/*+++
id          = "EQP001"
name        = "equipment-neither-sold-nor-rented"
title       = "Equipment without NU, UE or RR"
since       = "0.2"
kind        = "set"
reads       = ["service"]
status      = "fail"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 20 §30 and §130 (not read)" }]
message     = "{code} without NU, UE or RR: the DME contractor cannot tell a purchase from a rental"
fix_text    = "NU (new), UE (used) or RR (rented)"
guard       = { over = "service", where = "code_groups LIKE '% purchase-or-rent %'" }
+++
## What it checks
An item of equipment that is sold or rented, billed by a supplier without NU, UE or RR.

## Why
The fee schedule has a price for each, and DME contractors return the line.

## Exceptions
Lines of a practitioner, and of who states no taxonomy. Other payers than Medicare, whose rules on this are not loaded: reported as not checked.

## How to fix
Add the modifier.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE code_groups LIKE '% purchase-or-rent %' AND supplier = 'yes' AND modifier_list NOT LIKE '% NU %' AND modifier_list NOT LIKE '% UE %' AND modifier_list NOT LIKE '% RR %' AND modifier_list NOT LIKE '% MS %' AND modifier_list NOT LIKE '% RA %' AND modifier_list NOT LIKE '% RB %' AND modifier_list NOT LIKE '% GY %' AND modifier_list NOT LIKE '% GZ %' AND modifier_list NOT LIKE '% GA %'
