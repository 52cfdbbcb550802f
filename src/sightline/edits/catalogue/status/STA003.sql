/*+++
id          = "STA003"
name        = "priced-by-contractor"
title       = "Contractor prices the code"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule"]
status      = "info"
disposition = "advisory"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "Attachment A, status code C, R" }]
message     = "{code} {say_meaning} (status {value})"
evidence    = "{code}: {field} {value}"
fix_text    = "have the records ready"
+++
## What it checks
A code with status C (contractor-priced) or R (restricted coverage).

## Why
The amount, or whether it is covered at all, depends on the contractor and often on records.

## How to fix
Nothing to fix; keep the records.
*/
SELECT claim_key, line_no, code, modifiers, 'status' AS field, fs_status AS value,
    CASE fs_status WHEN 'C' THEN 'has no national amount: the contractor prices it'
        ELSE 'is covered under special instructions only: look them up with the contractor' END AS say_meaning, fs_row AS source_row, fs_row_release AS release
FROM service
WHERE fs_status IN ('C', 'R')
