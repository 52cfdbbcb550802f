/*+++
id          = "EQP005"
name        = "dressing-without-wounds"
title       = "Surgical dressing without the number of wounds"
since       = "0.2"
kind        = "set"
reads       = ["service"]
status      = "fail"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "Noridian, surgical dressings page", section = "modifiers A1 to A9 (read)" }, { source = "Local coverage determination of the DME contractors", section = "L33831 (not read)" }]
message     = "{code} without A1 to A9: the number of wounds is not told"
fix_text    = "A1 for one wound, A2 for two, and so on"
guard       = { over = "service", where = "code_groups LIKE '% surgical-dressing %'" }
+++
## What it checks
A surgical dressing of a supplier without A1 to A9.

## Why
The quantity that is covered goes by the number of wounds.

## Exceptions
GA, GY, GZ, EY, and AW (with a surgical dressing). Lines of a practitioner, and of who states no taxonomy. Other payers than Medicare, whose rules on this are not loaded: reported as not checked.

## How to fix
Add the modifier.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE code_groups LIKE '% surgical-dressing %' AND supplier = 'yes'
    AND modifier_list NOT LIKE '% A1 %' AND modifier_list NOT LIKE '% A2 %' AND modifier_list NOT LIKE '% A3 %' AND modifier_list NOT LIKE '% A4 %' AND modifier_list NOT LIKE '% A5 %' AND modifier_list NOT LIKE '% A6 %' AND modifier_list NOT LIKE '% A7 %' AND modifier_list NOT LIKE '% A8 %' AND modifier_list NOT LIKE '% A9 %' AND modifier_list NOT LIKE '% GY %' AND modifier_list NOT LIKE '% GA %' AND modifier_list NOT LIKE '% GZ %' AND modifier_list NOT LIKE '% EY %' AND modifier_list NOT LIKE '% AW %'
