/*+++
id          = "ANE008"
name        = "physical-status-elsewhere"
title       = "Physical status modifier on another kind of service"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §50 (not verified against the published text)" }]
message     = "{code} has a physical status modifier ({modifiers}): P1 to P6 go with anesthesia codes only"
fix_text    = "remove it"
+++
## What it checks
P1 to P6 on a code outside 00100-01999.

## Why
They tell the patient's state for anesthesia.

## How to fix
Remove the modifier.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE modifier_notes LIKE '% physical-status %' AND NOT anesthesia
