/*+++
id          = "ANE006"
name        = "anesthesia-role-specialty"
title       = "Anesthesia modifier of another kind of provider"
since       = "0.2"
kind        = "line"
reads       = ["service"]
needs       = ["taxonomy"]
applies     = "anesthesia_modifier <> ''"
status      = "fail"
disposition = "line-denial"
carc        = "8"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §50" }, { source = "Medicare specialty and taxonomy crosswalk", section = "2025-10" }]
message     = "{code}-{anesthesia_modifier} by Medicare specialty {specialty}: {say_meaning}"
fix_text    = "correct the modifier or the rendering provider"
+++
## What it checks
AA, AD, QK or QY by a CRNA (43) or anesthesiologist assistant (32); QZ by anyone but a CRNA.

## Why
The modifiers tell physicians (AA, AD, QK, QY), directed anesthetists (QX) and undirected CRNAs (QZ) apart.

## Exceptions
Rendering providers without a taxonomy or with one that the crosswalk does not have. QX is for ANE002.

## How to fix
Correct modifier or provider.
*/
SELECT claim_key, line_no, code, modifiers, anesthesia_modifier, specialty,
    CASE WHEN anesthesia_modifier = 'QZ' THEN 'QZ is for a CRNA without medical direction' ELSE 'it is for a physician' END AS say_meaning
FROM service
WHERE taxonomy_stated AND (length(specialty) = 2 OR rendering_taxonomy LIKE '207L%')
    AND ((anesthesia_modifier IN ('AA', 'AD', 'QK', 'QY') AND specialty IN ('32', '43'))
        OR (anesthesia_modifier = 'QZ' AND specialty <> '43'))
