/*+++
id          = "MOD014"
name        = "laboratory-repeat-elsewhere"
title       = "91 on a code that is no laboratory test"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "review"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 16 §100.5.1 (not verified against the published text)" }]
message     = "{code}-91: 91 repeats a clinical laboratory test; check whether 76 or 77 was meant"
fix_text    = "76 for a repeat by the same physician, 77 by another"
+++
## What it checks
Modifier 91 on a code outside pathology and laboratory (80047-89398, codes that end in U).

## Why
91 is defined for clinical laboratory tests.

## Exceptions
HCPCS level II codes.

## How to fix
Use 76 or 77.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE modifier_list LIKE '% 91 %' AND NOT (code BETWEEN '80047' AND '89398') AND code < 'A0000' AND substr(code, 5, 1) <> 'U'
