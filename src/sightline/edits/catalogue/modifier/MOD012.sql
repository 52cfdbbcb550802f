/*+++
id          = "MOD012"
name        = "facility-modifier"
title       = "Modifier of a hospital on a professional claim"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "review"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 4 §20.6 (not verified against the published text)" }]
message     = "{code} has a modifier of hospital outpatient claims ({modifiers}): check whether this is the hospital's line"
fix_text    = "remove it; the place of service tells the payer where it was"
+++
## What it checks
Modifier 27, PN or PO on a professional claim.

## Why
They say something of the hospital outpatient department and belong on its own claim.

## How to fix
Remove it, or see that this is not the hospital's claim.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE modifier_notes LIKE '% of-facility %'
