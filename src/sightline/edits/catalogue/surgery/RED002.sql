/*+++
id          = "RED002"
name        = "facility-discontinued-modifier"
title       = "73 or 74 on a professional claim"
since       = "0.1"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 4 §20.6.4" }]
message     = "{code} has {modifier}: 73 and 74 are for facilities; a physician reports a stopped procedure with 53"
fix_text    = "use 53 if the physician stopped the procedure"
fix         = { action = "set_modifiers" }
+++
## What it checks
Modifier 73 or 74, which hospitals and surgical centres use, on a professional claim.

## Why
They report the facility's resources before or after anesthesia.

## Exceptions
Place of service 24: some payers take a surgical centre's own claim on the professional form.

## How to fix
Use 53.
*/
SELECT claim_key, line_no, code, modifiers, CASE WHEN modifier_list LIKE '% 73 %' THEN '73' ELSE '74' END AS modifier,
    trim(replace(replace(modifier_list, ' 73 ', ' 53 '), ' 74 ', ' 53 ')) AS fix_value
FROM service
WHERE (modifier_list LIKE '% 73 %' OR modifier_list LIKE '% 74 %') AND place_of_service <> '24'
