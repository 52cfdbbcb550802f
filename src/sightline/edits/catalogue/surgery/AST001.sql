/*+++
id          = "AST001"
name        = "assistant-never-paid"
title       = "Assistant at surgery that is never paid"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule"]
applies     = "assisting <> ''"
status      = "fail"
disposition = "line-denial"
carc        = "54"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "assistant at surgery indicator" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §20.4.3" }]
message     = "modifier {assisting} does not go with {code}: {say_meaning}"
evidence    = "{code}: {field} {value}"
fix_text    = "remove line {line_no}"
fix         = { action = "remove_line" }
+++
## What it checks
Modifier 80, 81, 82 or AS on a code with assistant indicator 1 or 9.

## Why
Indicator 1: a statutory restriction; 9: the concept does not apply.

## How to fix
Remove the line.
*/
SELECT claim_key, line_no, code, modifiers, 'assistant indicator' AS field, assistant AS value, assisting, CASE assistant WHEN '1' THEN 'by law an assistant is not paid for it' ELSE 'the concept does not apply' END AS say_meaning, fs_row AS source_row, fs_row_release AS release
FROM service
WHERE assisting <> '' AND assistant IN ('1', '9')
