/*+++
id          = "CHI001"
name        = "manipulation-without-at"
title       = "Spinal manipulation without AT"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-denial"
carc        = "50"
citation    = [{ source = "Noridian, chiropractic claim submission requirements", section = "98940 to 98942 without AT are denied as maintenance (read)" }, { source = "CMS Benefit Policy Manual, Pub. 100-02", section = "chapter 15 §240.1.3 (not read)" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §220 (not read)" }]
message     = "{code} without AT is maintenance, which Medicare does not pay"
fix_text    = "AT when the treatment is active; GA with a signed notice when it is maintenance"
+++
## What it checks
98940, 98941 or 98942 without AT.

## Why
Without AT Medicare takes the manipulation as maintenance therapy and denies it.

## Exceptions
GA, GX, GY or GZ, which say that a denial is expected. Other payers than Medicare, whose rules on this are not loaded: reported as not checked.

## How to fix
Add AT to active treatment.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE code_groups LIKE '% spinal-manipulation %' AND modifier_list NOT LIKE '% AT %' AND modifier_list NOT LIKE '% GA %' AND modifier_list NOT LIKE '% GZ %' AND modifier_list NOT LIKE '% GY %' AND modifier_list NOT LIKE '% GX %'
