/*+++
id          = "SID003"
name        = "side-not-told"
title       = "Operation on one of two sides that is not told"
since       = "0.2"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule"]
applies     = "code_groups LIKE '% sided-procedure %'"
status      = "review"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "bilateral indicator" }, { source = "NCCI Policy Manual 2026", section = "chapter I §E (anatomic modifiers)" }]
message     = "{code} is done on one of two sides, and the line does not say which"
fix_text    = "LT or RT; 50 for both"
+++
## What it checks
A major operation (global period 090) on arm, leg or eye with bilateral indicator 1 and no modifier for the side, finger, toe
or eyelid.

## Why
Payers return it, and the other side later is then a duplicate or in the global period.

## Exceptions
Procedures on one finger, toe or eyelid (SID001). Assistants; 55, 58, 59, XS and 76 to 79. Other payers than Medicare, whose rules on this are not loaded: reported as not checked.

## How to fix
Add LT or RT.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE code_groups LIKE '% sided-procedure %' AND bilateral = '1'
    AND code_groups NOT LIKE '% finger-procedure %' AND code_groups NOT LIKE '% toe-procedure %' AND code_groups NOT LIKE '% eyelid-procedure %'
    AND global_days = '090' AND assisting = ''
    AND other_ptp_modifier NOT IN ('E1', 'E2', 'E3', 'E4', 'FA', 'F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9', 'TA', 'T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'T8', 'T9', 'LT', 'RT')
    AND modifier_list NOT LIKE '% 50 %' AND modifier_list NOT LIKE '% LT %' AND modifier_list NOT LIKE '% RT %' AND modifier_list NOT LIKE '% 55 %' AND modifier_list NOT LIKE '% 58 %' AND modifier_list NOT LIKE '% 78 %' AND modifier_list NOT LIKE '% 79 %' AND modifier_list NOT LIKE '% 76 %' AND modifier_list NOT LIKE '% 77 %' AND modifier_list NOT LIKE '% 59 %' AND modifier_list NOT LIKE '% XS %'
