/*+++
id          = "COS002"
name        = "cosurgeon-needs-records"
title       = "Co-surgeons are paid only on records"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule"]
applies     = "modifier_list LIKE '% 62 %'"
status      = "bypassed"
disposition = "records-request"
carc        = "54"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "co-surgeon indicator" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §40.8" }]
message     = "{code}-62: co-surgeons are paid only when records show that two were needed"
evidence    = "{code}: {field} {value}"
fix_text    = "send or keep records that show why two surgeons were needed"
+++
## What it checks
Modifier 62 on a code with co-surgeon indicator 1.

## Why
Documentation must establish the medical necessity of two surgeons.

## How to fix
Support it with both operative reports.
*/
SELECT claim_key, line_no, code, modifiers, 'co-surgeon indicator' AS field, cosurgeon AS value, fs_row AS source_row, fs_row_release AS release
FROM service
WHERE modifier_list LIKE '% 62 %' AND cosurgeon = '1'
