/*+++
id          = "MOD001"
name        = "unknown-modifier"
title       = "Modifier is in no code set"
since       = "0.1"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-rejection"
carc        = "182"
citation    = [{ source = "CPT and HCPCS level II modifiers", section = "" }]
message     = "modifier {unknown_modifier} on {code} is not in the modifier code set"
fix_text    = "correct or remove the modifier"
+++
## What it checks
A modifier that is not in the loaded set of CPT and HCPCS level II modifiers.

## Why
Payers reject unknown modifiers.

## Exceptions
Ambulance services (A0021-A0999), whose modifiers are made of a letter for the origin and one for the destination.

## How to fix
Correct it.
*/
SELECT claim_key, line_no, code, unknown_modifier
FROM service
WHERE unknown_modifier <> '' AND NOT (code BETWEEN 'A0021' AND 'A0999')
