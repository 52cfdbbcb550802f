/*+++
id          = "TEA002"
name        = "team-by-report"
title       = "Team surgery is paid by report"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule"]
applies     = "modifier_list LIKE '% 66 %'"
status      = "bypassed"
disposition = "records-request"
carc        = "54"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "team surgeons indicator" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §40.8" }]
message     = "{code}-66: team surgeons are paid by report"
evidence    = "{code}: {field} {value}"
fix_text    = "send the operative reports"
+++
## What it checks
Modifier 66 on a code with team indicator 1 or 2.

## Why
Payment is by report.

## How to fix
Send the reports.
*/
SELECT claim_key, line_no, code, modifiers, 'team indicator' AS field, team AS value, fs_row AS source_row, fs_row_release AS release
FROM service
WHERE modifier_list LIKE '% 66 %' AND team IN ('1', '2')
