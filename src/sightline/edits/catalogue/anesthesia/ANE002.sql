/*+++
id          = "ANE002"
name        = "medically-directed-taxonomy"
title       = "QX by a provider who is no CRNA or anesthesiologist assistant"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["taxonomy"]
applies     = "modifier_list LIKE '% QX %'"
status      = "fail"
disposition = "line-denial"
carc        = "8"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §50" }]
message     = "{code}-QX by taxonomy {rendering_taxonomy}: QX is for a CRNA or anesthesiologist assistant under medical direction"
fix_text    = "a directing physician bills QK or QY"
+++
## What it checks
Modifier QX where the rendering provider's taxonomy is neither CRNA (367500000X) nor anesthesiologist assistant
(367H00000X).

## Why
QX says that a CRNA or AA worked under medical direction.

## Exceptions
Lines whose rendering provider states no taxonomy.

## How to fix
Correct modifier or taxonomy.
*/
SELECT claim_key, line_no, code, modifiers, rendering_taxonomy
FROM service
WHERE modifier_list LIKE '% QX %' AND taxonomy_stated
    AND substr(rendering_taxonomy, 1, 5) NOT IN ('36750', '367H0')
