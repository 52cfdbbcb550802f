/*+++
id          = "MOD008"
name        = "visit-modifier-elsewhere"
title       = "24, 25 or 57 on a code that is no visit"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §D and §E (modifiers 24, 25 and 57)" }]
message     = "{code} has 24, 25 or 57 ({modifiers}): these go on the visit, not on the procedure"
fix_text    = "move it to the visit, or remove it"
+++
## What it checks
Modifier 24, 25 or 57 on an anesthesia, surgery, radiology or laboratory code (00100-89999).

## Why
They belong on the visit beside a procedure, not on the procedure.

## Exceptions
Medicine codes (90281 and above), of which some are visits, and HCPCS level II codes.

## How to fix
Move the modifier to the visit.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE modifier_notes LIKE '% of-visit %' AND code BETWEEN '00100' AND '89999' AND length(code) = 5 AND substr(code, 5, 1) BETWEEN '0' AND '9'
