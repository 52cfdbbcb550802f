/*+++
id          = "FOO001"
name        = "foot-care-without-class-findings"
title       = "Routine foot care without Q7, Q8 or Q9"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "review"
disposition = "line-denial"
carc        = "50"
citation    = [{ source = "CMS Benefit Policy Manual, Pub. 100-02", section = "chapter 15 §290 (not read)" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 32 §80 (not read)" }]
message     = "{code} is routine foot care, which Medicare pays by the findings that Q7, Q8 or Q9 state"
fix_text    = "Q7 (one class A finding), Q8 (two of class B) or Q9 (one of class B and two of class C), as the record shows; GY when it is not covered"
+++
## What it checks
Paring (11055-11057) or trimming (11719, G0127) without Q7, Q8 or Q9.

## Why
Routine foot care is excluded by law unless a systemic disease with class findings makes it dangerous for others to do it.

## Exceptions
GA, GX, GY and GZ. Other payers than Medicare, whose rules on this are not loaded: reported as not checked.

## How to fix
State the class findings.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE code_groups LIKE '% routine-foot-care %' AND modifier_list NOT LIKE '% Q7 %' AND modifier_list NOT LIKE '% Q8 %' AND modifier_list NOT LIKE '% Q9 %' AND modifier_list NOT LIKE '% GA %' AND modifier_list NOT LIKE '% GY %' AND modifier_list NOT LIKE '% GZ %' AND modifier_list NOT LIKE '% GX %'
