/*+++
id          = "ANE001"
name        = "anesthesia-modifier-elsewhere"
title       = "Anesthesia modifier on another kind of service"
since       = "0.1"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §50" }]
message     = "{code} has an anesthesia modifier ({anesthesia_modifier}): AA, AD, QK, QS, QX, QY and QZ go with anesthesia codes 00100-01999 only"
fix_text    = "remove the modifier"
+++
## What it checks
Modifier AA, AD, QK, QS, QX, QY or QZ on a code outside 00100-01999.

## Why
They say who gave or directed anesthesia.

## How to fix
Remove the modifier, or bill the anesthesia code.
*/
SELECT claim_key, line_no, code, modifiers, anesthesia_modifier
FROM service
WHERE anesthesia_modifier <> '' AND NOT anesthesia
