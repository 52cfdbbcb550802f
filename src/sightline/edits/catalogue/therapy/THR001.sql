/*+++
id          = "THR001"
name        = "therapy-without-discipline"
title       = "Therapy without GP, GO or GN"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 5 §20.1 (not read)" }, { source = "CMS change request 10176", section = "always therapy services (summary read)" }]
message     = "{code} is always therapy, and the line has none of GP, GO and GN: Medicare returns it"
fix_text    = "GP under a plan of physical therapy, GO of occupational therapy, GN of speech-language pathology"
+++
## What it checks
A code that CMS always takes as therapy (multiple-procedure indicator 5 in the fee schedule) without GP, GO or GN.

## Why
The modifier names the plan of care, by which Medicare counts the year's therapy; it is required whoever does the service.

## Exceptions
CQ and CO without their plan of care, of which THR003 speaks. Other payers than Medicare, whose rules on this are not loaded: reported as not checked.

## How to fix
Add the modifier of the plan of care.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE code_groups LIKE '% always-therapy %' AND modifier_list NOT LIKE '% GP %' AND modifier_list NOT LIKE '% GO %' AND modifier_list NOT LIKE '% GN %'
    AND modifier_list NOT LIKE '% CQ %' AND modifier_list NOT LIKE '% CO %'
