/*+++
id          = "MUL001"
name        = "multiple-not-subject"
title       = "51 on a code without multiple-procedure reduction"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule"]
applies     = "modifier_list LIKE '% 51 %'"
status      = "review"
disposition = "advisory"
carc        = "4"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "multiple procedure indicator" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §40.6" }]
message     = "modifier 51 on {code}: no multiple-procedure reduction applies to it (indicator {value})"
evidence    = "{code}: {field} {value}"
fix_text    = "remove 51 from line {line_no}, lest a payer reduce it"
fix         = { action = "set_modifiers", safe = true }
+++
## What it checks
Modifier 51 on a code with multiple-procedure indicator 0 or 9.

## Why
A payer that reads 51 literally reduces a line that should be paid in full.

## How to fix
Remove 51; Medicare contractors rank procedures themselves.
*/
SELECT claim_key, line_no, code, modifiers, 'multiple procedure indicator' AS field, multiple AS value, fs_row AS source_row, fs_row_release AS release,
    trim(replace(modifier_list, ' 51 ', ' ')) AS fix_value
FROM service
WHERE modifier_list LIKE '% 51 %' AND multiple IN ('0', '9')
