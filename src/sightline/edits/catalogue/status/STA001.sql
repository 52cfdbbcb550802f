/*+++
id          = "STA001"
name        = "bundled-by-status"
title       = "Code is always bundled"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule"]
status      = "fail"
disposition = "line-denial"
carc        = "97"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "Attachment A, status code B, P" }]
message     = "{code} is never paid by itself: Medicare bundles it into the services of the day (status {value})"
evidence    = "{code}: {field} {value}"
mend        = "remove line {line_no}, or expect no payment"
fix         = { action = "remove_line" }
+++
## What it checks
A code with status B or P in the physician fee schedule.

## Why
Payment for it is part of other services.

## How to fix
Remove the line; do not bill the patient.
*/
SELECT claim_key, line_no, code, modifiers, 'status' AS field, fs_status AS value, fs_row AS source_row, fs_row_release AS release,
    '' AS fix_value
FROM service
WHERE fs_status IN ('B', 'P')
