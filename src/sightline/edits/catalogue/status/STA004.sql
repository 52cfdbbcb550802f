/*+++
id          = "STA004"
name        = "paid-only-alone"
title       = "Code is paid only when nothing else is"
since       = "0.1"
kind        = "set"
reads       = ["service"]
needs       = ["date", "fee_schedule", "one_day"]
status      = "fail"
disposition = "line-denial"
carc        = "97"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "Attachment A, status code T" }]
message     = "{code} is paid only when no other payable service is billed that day by the same physician (status T)"
evidence    = "{code}: status {status_code}"
fix_text    = "remove line {line_no}"
fix         = { action = "remove_line" }
guard       = { over = "service", where = "fs_status = 'T'" }
+++
## What it checks
A code with status T together with another service payable under the fee schedule, same physician and date.

## Why
It is bundled into the other service.

## Exceptions
Services on a void claim do not count.

## How to fix
Remove the line.
*/
SELECT s.claim_key, s.line_no, s.code, s.fs_status AS status_code, s.fs_row AS source_row, s.fs_row_release AS release
FROM service s
WHERE s.fs_status = 'T' AND EXISTS (
    SELECT 1
    FROM service o
    WHERE o.patient_day = s.patient_day AND o.physician = s.physician AND o.fs_status IN ('A', 'R', 'C')
)
