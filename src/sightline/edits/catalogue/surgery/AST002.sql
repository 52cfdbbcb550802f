/*+++
id          = "AST002"
name        = "assistant-needs-records"
title       = "Assistant at surgery is paid only on records"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule"]
applies     = "assisting <> ''"
status      = "bypassed"
disposition = "records-request"
carc        = "54"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "assistant at surgery indicator" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §20.4.3" }]
message     = "{code}-{assisting}: an assistant is not paid unless records show that one was needed"
evidence    = "{code}: {field} {value}"
fix_text    = "send or keep records that show why an assistant was needed"
+++
## What it checks
Modifier 80, 81, 82 or AS on a code with assistant indicator 0.

## Why
Payment restriction applies unless supporting documentation establishes medical necessity.

## How to fix
Support it with the operative report.
*/
SELECT claim_key, line_no, code, modifiers, 'assistant indicator' AS field, assistant AS value, assisting, fs_row AS source_row, fs_row_release AS release
FROM service
WHERE assisting <> '' AND assistant = '0'
