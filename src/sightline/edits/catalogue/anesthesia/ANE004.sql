/*+++
id          = "ANE004"
name        = "anesthesia-role-missing"
title       = "Anesthesia without the modifier that says who gave it"
since       = "0.2"
kind        = "line"
reads       = ["service"]
applies     = "anesthesia"
status      = "review"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §50" }]
message     = "{code} has none of AA, AD, QK, QX, QY and QZ: Medicare pays anesthesia by who gave or directed it"
fix_text    = "add the modifier that the anesthesia record supports"
+++
## What it checks
An anesthesia code without AA, AD, QK, QX, QY or QZ.

## Why
Medicare decides payment by the modifier and rejects the line without one; other payers differ, therefore it is for
review.

## Exceptions
01996 (daily management), which is no anesthesia time.

## How to fix
Add the modifier that describes who gave or directed the anesthesia.
*/
SELECT claim_key, line_no, code, modifiers,
    CASE WHEN payer = 'Medicare' THEN 'fail' ELSE 'review' END AS status
FROM service
WHERE anesthesia AND code <> '01996'
    AND anesthesia_modifier IN ('', 'QS') AND modifier_list NOT LIKE '% AA %' AND modifier_list NOT LIKE '% AD %'
