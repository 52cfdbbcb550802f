/*+++
id          = "THR003"
name        = "therapy-modifiers-conflict"
title       = "Therapy modifiers that do not go together"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 5 §20.1 (not read)" }]
message     = "{code} has {modifiers}: {say_why}"
fix_text    = "state the one plan of care, and CQ with GP or CO with GO where an assistant did the work"
+++
## What it checks
Two of GP, GO and GN on one line; CQ (physical therapist assistant) without GP; CO (occupational therapy assistant) without
GO.

## Why
Medicare returns such lines.

## Exceptions
Other payers than Medicare, whose rules on this are not loaded: reported as not checked.

## How to fix
Keep the modifier of the plan of care.
*/
SELECT claim_key, line_no, code, modifiers,
    CASE WHEN (modifier_list LIKE '% CQ %') AND modifier_list NOT LIKE '% GP %' THEN 'CQ goes with GP' WHEN (modifier_list LIKE '% CO %') AND modifier_list NOT LIKE '% GO %' THEN 'CO goes with GO'
        ELSE 'a line is under one plan of care' END AS say_why
FROM service
WHERE ((modifier_list LIKE '% GP %') AND (modifier_list LIKE '% GO %' OR modifier_list LIKE '% GN %')) OR ((modifier_list LIKE '% GO %') AND (modifier_list LIKE '% GN %'))
    OR ((modifier_list LIKE '% CQ %') AND modifier_list NOT LIKE '% GP %') OR ((modifier_list LIKE '% CO %') AND modifier_list NOT LIKE '% GO %')
