/*+++
id          = "SPL001"
name        = "split-visit-in-office"
title       = "FS outside a facility"
since       = "0.2"
kind        = "line"
reads       = ["service"]
needs       = ["place"]
applies     = "(modifier_list LIKE '% FS %')"
status      = "fail"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "Noridian, modifier FS page", section = "2022-10-31 (read)" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §30.6.18 (not read)" }, { source = "42 CFR", section = "415.140 (not read)" }]
message     = "{code}-FS in place of service {place_of_service}: a visit is split or shared in a facility only"
fix_text    = "remove FS; bill incident to the physician, or under who did the visit"
+++
## What it checks
FS on a visit outside a facility.

## Why
Medicare pays split or shared visits in facilities only.

## Exceptions
Other payers than Medicare, whose rules on this are not loaded: reported as not checked.

## How to fix
Remove FS.
*/
SELECT claim_key, line_no, code, modifiers, place_of_service
FROM service
WHERE (modifier_list LIKE '% FS %') AND evaluation AND NOT facility AND place_known
