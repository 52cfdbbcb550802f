/*+++
id          = "MOD005"
name        = "payment-modifier-order"
title       = "Payment modifier after an information modifier"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "info"
disposition = "advisory"
citation    = [{ source = "A/B MAC instructions", section = "pricing modifiers first (not verified against the published text)" }]
message     = "{code} has a modifier that changes the amount after one that only informs ({modifiers})"
fix_text    = "put the modifier that changes the amount first"
+++
## What it checks
A modifier that changes the amount (22, 26, 50, 52 to 56, 62, 66, 78, 80 to 82, AS, TC and the anesthesia modifiers)
after one that only informs (sides, fingers, vessels, GA, GC, GX, GY, GZ, Q6).

## Why
Medicare contractors and many payers read the amount from the first modifiers.

## Exceptions
50 with LT or RT, of which BIL002 speaks.

## How to fix
Put modifiers that change the amount first.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE modifier_notes LIKE '% out-of-order %'
    AND NOT (modifier_list LIKE '% 50 %' AND (modifier_list LIKE '% LT %' OR modifier_list LIKE '% RT %'))
