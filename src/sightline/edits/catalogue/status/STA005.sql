/*+++
id          = "STA005"
name        = "measurement-code"
title       = "Code reports a measurement only"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule"]
status      = "info"
disposition = "advisory"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "Attachment A, status code M" }]
message     = "{code} is for reporting only and carries no payment (status M)"
evidence    = "{code}: {field} {value}"
+++
## What it checks
A code with status M.

## Why
It reports quality and is not paid.

## How to fix
Nothing to fix.
*/
SELECT claim_key, line_no, code, modifiers, 'status' AS field, fs_status AS value, fs_row AS source_row, fs_row_release AS release
FROM service
WHERE fs_status = 'M'
