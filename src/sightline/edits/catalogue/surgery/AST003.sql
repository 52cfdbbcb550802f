/*+++
id          = "AST003"
name        = "assistant-taxonomy"
title       = "AS by a provider who is no PA, NP or CNS"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["taxonomy"]
applies     = "assisting = 'AS'"
status      = "fail"
disposition = "line-denial"
carc        = "8"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §20.4.3" }]
message     = "{code}-AS by taxonomy {rendering_taxonomy}: AS is for a physician assistant, nurse practitioner or clinical nurse specialist"
fix_text    = "a physician who assists bills 80, 81 or 82"
+++
## What it checks
Modifier AS where the rendering provider's taxonomy is not of a physician assistant (363A), nurse practitioner (363L)
or clinical nurse specialist (364S).

## Why
AS says that a non-physician practitioner assisted.

## Exceptions
Lines whose rendering provider states no taxonomy. Payers other than Medicare, some of which pay a nurse first assistant:
their rules are not loaded, and the line is reported as not checked.

## How to fix
Use 80, 81 or 82 for a physician, or correct the taxonomy.
*/
SELECT claim_key, line_no, code, modifiers, rendering_taxonomy
FROM service
WHERE assisting = 'AS' AND taxonomy_stated
    AND substr(rendering_taxonomy, 1, 4) NOT IN ('363A', '363L', '364S')
