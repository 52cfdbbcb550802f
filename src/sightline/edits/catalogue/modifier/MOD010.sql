/*+++
id          = "MOD010"
name        = "distinct-radiation-management"
title       = "59 on radiation treatment management"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §E (modifier 59)" }]
message     = "{code}-59: 59 is not used with radiation treatment management"
fix_text    = "remove 59"
fix         = { action = "set_modifiers" }
+++
## What it checks
Modifier 59 on 77427.

## Why
The manual rules it out for this code.

## How to fix
Remove 59.
*/
SELECT claim_key, line_no, code, modifiers, trim(replace(modifier_list, ' 59 ', ' ')) AS fix_value
FROM service
WHERE code = '77427' AND modifier_list LIKE '% 59 %'
