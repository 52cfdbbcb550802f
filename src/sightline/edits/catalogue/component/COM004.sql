/*+++
id          = "COM004"
name        = "both-components-on-line"
title       = "26 and TC on one line"
since       = "0.1"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 13 §20.1-20.2" }]
message     = "{code} has 26 and TC on one line: both components together are the global service, billed with neither"
mend        = "remove both modifiers, or bill each component on its own line"
fix         = { action = "set_modifiers" }
+++
## What it checks
Modifiers 26 and TC on the same line.

## Why
The two together are the global service, which takes neither modifier.

## How to fix
Remove both, or split the line when two providers did the parts.
*/
SELECT claim_key, line_no, code, modifiers,
    trim(replace(replace(modifier_list, ' 26 ', ' '), ' TC ', ' ')) AS fix_value
FROM service
WHERE modifier_list LIKE '% 26 %' AND modifier_list LIKE '% TC %'
