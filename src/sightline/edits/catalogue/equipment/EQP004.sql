/*+++
id          = "EQP004"
name        = "coverage-not-confirmed"
title       = "Equipment without KX"
since       = "0.2"
kind        = "set"
reads       = ["service"]
status      = "fail"
disposition = "line-denial"
carc        = "50"
citation    = [{ source = "Local coverage determinations of the DME contractors", section = "L33369, L33718, L33820, L33788, L33822 (not read)" }]
message     = "{code} without KX: the supplier does not confirm that the coverage criteria are met"
fix_text    = "KX when the file shows the criteria (for glucose supplies KS when the patient takes no insulin); otherwise GA, GZ or GY"
guard       = { over = "service", where = "code_groups LIKE '% requires-kx %' OR code_groups LIKE '% requires-kx-or-ks %'" }
+++
## What it checks
Therapeutic shoes, PAP devices and accessories, hospital beds, manual wheelchairs without KX; glucose monitors and supplies
without KX or KS.

## Why
The DME contractors' policies deny the item without the modifier.

## Exceptions
GA, GY, GZ. Lines of a practitioner, and of who states no taxonomy. Other payers than Medicare, whose rules on this are not loaded: reported as not checked.

## How to fix
Confirm the criteria, or tell why not.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE supplier = 'yes' AND modifier_list NOT LIKE '% KX %' AND modifier_list NOT LIKE '% GA %' AND modifier_list NOT LIKE '% GY %' AND modifier_list NOT LIKE '% GZ %'
    AND (code_groups LIKE '% requires-kx %' OR (code_groups LIKE '% requires-kx-or-ks %' AND modifier_list NOT LIKE '% KS %'))
