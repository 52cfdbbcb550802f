/*+++
id          = "CHI002"
name        = "active-treatment-with-notice"
title       = "AT and GA on one manipulation"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "Palmetto GBA, chiropractic claims submitted with both AT and GA", section = "2020-05-29 (read)" }]
message     = "{code} has AT and GA: active treatment needs no notice, and a notice says that it is not active"
fix_text    = "AT when the treatment is active, GA when it is maintenance"
+++
## What it checks
98940, 98941 or 98942 with AT and GA on one line.

## Why
AT says that the treatment is active and is to be paid; GA that the patient signed a notice that it will not be. Medicare
contractors reject the line.

## Exceptions
Other payers than Medicare, whose rules on this are not loaded: reported as not checked.

## How to fix
Keep the one that the record shows.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE code_groups LIKE '% spinal-manipulation %' AND modifier_list LIKE '% AT %' AND modifier_list LIKE '% GA %'
