/*+++
id          = "EQP006"
name        = "orthosis-without-side"
title       = "Orthosis or shoe without its side"
since       = "0.2"
kind        = "set"
reads       = ["service"]
status      = "review"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "Policy articles of the DME contractors", section = "orthoses and therapeutic shoes (not read)" }]
message     = "{code} is worn on one side, and the line does not say which"
fix_text    = "LT or RT, each on a line of its own"
guard       = { over = "service", where = "code_groups LIKE '% paired-orthosis %'" }
+++
## What it checks
A knee, ankle-foot or knee-ankle-foot orthosis, a walking boot or a therapeutic shoe without LT or RT.

## Why
The DME contractors return it.

## Exceptions
Lines of a practitioner, and of who states no taxonomy. Other payers than Medicare, whose rules on this are not loaded: reported as not checked.

## How to fix
Add the side.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE code_groups LIKE '% paired-orthosis %' AND supplier = 'yes' AND modifier_list NOT LIKE '% LT %' AND modifier_list NOT LIKE '% RT %' AND modifier_list NOT LIKE '% GY %' AND modifier_list NOT LIKE '% RB %'
