/*+++
id          = "MOD015"
name        = "modifier-of-other-codes"
title       = "Modifier that does not go with the code"
since       = "0.2"
kind        = "set"
reads       = ["service", "modifier_scope"]
status      = "fail"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "HCPCS level II modifiers", section = "table modifier_scope" }]
message     = "{code} has {modifier}, which goes with other codes ({say_meaning})"
fix_text    = "remove {modifier}, or correct the code"
guard       = { over = "service", where = "misplaced_modifier <> ''" }
+++
## What it checks
A modifier that goes with some codes only, on a code that is none of them: QW and 90 with laboratory tests; NU, UE, RR, KH,
KI, KJ, RA, RB, MS with level II codes; JW, JZ, JG, TB with drugs; A1 to A9 with supplies; FS, AI and GE with visits; GG with
mammograms, CT, FX and FY with imaging; QL, QM, QN with ambulance; AT with manipulation; PT with what a screening turned
into; LC, LD, LM, RC, RI with the heart; sides, fingers, toes and eyelids with everything but visits. The table modifier_scope
has all of them, each with its source.

## Why
Payers reject a modifier that has no meaning on the code.

## Exceptions
Ambulance services, whose modifiers are made of letters.

## How to fix
Remove the modifier.
*/
SELECT DISTINCT s.claim_key, s.line_no, m.status, s.code, s.modifiers, s.misplaced_modifier AS modifier, m.source AS say_meaning
FROM service s
JOIN modifier_scope m ON m.modifier = s.misplaced_modifier
WHERE s.misplaced_modifier <> '' AND s.qualifier IN ('HC', '') AND s.formed
    AND NOT (s.code BETWEEN 'A0021' AND 'A0999' AND s.misplaced_modifier NOT IN ('QL', 'QM', 'QN'))
