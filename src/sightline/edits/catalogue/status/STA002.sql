/*+++
id          = "STA002"
name        = "not-paid-by-medicare"
title       = "Code is not payable under the physician fee schedule"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule"]
applies     = "payer = 'Medicare'"
status      = "fail"
disposition = "line-denial"
carc        = "96"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "Attachment A, status code I, N, E, X, G" }]
message     = "{code} is not payable under the physician fee schedule: {say_meaning} (status {value})"
evidence    = "{code}: {field} {value}"
mend        = "bill the code that Medicare uses, or another payment system"
+++
## What it checks
A CPT code with status I, G, N, E or X on a claim to Medicare.

## Why
No payment is made for it under the physician fee schedule.

## Exceptions
HCPCS level II codes with status E or X (drugs, supplies, ambulance) are paid by other schedules and are left alone.
Other payers decide for themselves.

## How to fix
Look for the code that Medicare accepts.
*/
SELECT claim_key, line_no, code, modifiers, 'status' AS field, fs_status AS value, CASE fs_status WHEN 'I' THEN 'Medicare uses another code' WHEN 'G' THEN 'Medicare uses another code' WHEN 'N' THEN 'Medicare does not cover it' WHEN 'X' THEN 'by law no physician service' ELSE 'excluded by regulation' END AS say_meaning, fs_row AS source_row, fs_row_release AS release
FROM service
WHERE payer = 'Medicare' AND fs_status IN ('I', 'N', 'G', 'E', 'X')
    AND NOT (fs_status IN ('E', 'X') AND code >= 'A0000')
