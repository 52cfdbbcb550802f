/*+++
id          = "SID001"
name        = "digit-or-eyelid-not-told"
title       = "Procedure on a finger, toe or eyelid that is not told"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "review"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §E (anatomic modifiers)" }]
message     = "{code} is done on one {say_which}, and the line does not say which"
fix_text    = "the modifier of the {say_which}"
+++
## What it checks
A procedure on one finger, toe or eyelid without FA to F9, TA to T9, E1 to E4, a side or 50.

## Why
A second one that day is then a duplicate, and payers return the line.

## Exceptions
Assistants, and 58, 78 and 79. Other payers than Medicare, whose rules on this are not loaded: reported as not checked.

## How to fix
Add the modifier.
*/
SELECT claim_key, line_no, code, modifiers,
    CASE WHEN code_groups LIKE '% eyelid-procedure %' THEN 'eyelid (E1 to E4)' WHEN code_groups LIKE '% toe-procedure %' AND code_groups LIKE '% finger-procedure %' THEN 'finger or toe (F or T modifier)'
        WHEN code_groups LIKE '% toe-procedure %' THEN 'toe (TA to T9)' ELSE 'finger (FA to F9)' END AS say_which
FROM service
WHERE (code_groups LIKE '% finger-procedure %' OR code_groups LIKE '% toe-procedure %' OR code_groups LIKE '% eyelid-procedure %')
    AND other_ptp_modifier NOT IN ('E1', 'E2', 'E3', 'E4', 'FA', 'F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9', 'TA', 'T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'T8', 'T9', 'LT', 'RT')
    AND assisting = '' AND modifier_list NOT LIKE '% 50 %' AND modifier_list NOT LIKE '% 58 %' AND modifier_list NOT LIKE '% 78 %' AND modifier_list NOT LIKE '% 79 %' AND modifier_list NOT LIKE '% LT %' AND modifier_list NOT LIKE '% RT %'
