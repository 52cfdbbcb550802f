/*+++
id          = "AST004"
name        = "assistant-physician-modifier-by-another"
title       = "80, 81 or 82 by a PA, NP or CNS"
since       = "0.2"
kind        = "set"
reads       = ["service"]
needs       = ["taxonomy"]
applies     = "assisting IN ('80', '81', '82')"
status      = "fail"
disposition = "line-denial"
carc        = "8"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §110.3 (not read)" }]
message     = "{code}-{assisting} by taxonomy {rendering_taxonomy}: {assisting} is a physician's; a PA, NP or CNS who assists has AS"
fix_text    = "AS"
guard       = { over = "service", where = "assisting IN ('80', '81', '82')" }
+++
## What it checks
80, 81 or 82 by a physician assistant (363A), nurse practitioner (363L) or clinical nurse specialist (364S) without AS.

## Why
Medicare pays them 85 percent of what it pays an assistant physician, which AS tells.

## Exceptions
80 to 82 beside AS. Other payers than Medicare, whose rules on this are not loaded: reported as not checked.

## How to fix
Use AS.
*/
SELECT claim_key, line_no, code, modifiers, assisting, rendering_taxonomy
FROM service
WHERE assisting IN ('80', '81', '82') AND modifier_list NOT LIKE '% AS %' AND taxonomy_stated
    AND substr(rendering_taxonomy, 1, 4) IN ('363A', '363L', '364S')
