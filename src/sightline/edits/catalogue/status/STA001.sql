/*+++
id          = "STA001"
name        = "bundled-by-status"
title       = "Code is always bundled"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule", "dme_supplier"]
status      = "fail"
disposition = "line-denial"
carc        = "97"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "Attachment A, status code B, P" }]
message     = "{code} is never paid by itself: Medicare bundles it into the services of the day (status {value})"
evidence    = "{code}: {field} {value}"
fix_text    = "{say_advice}"
fix         = { action = "remove_line" }
+++
## What it checks
A code with status B or P in the physician fee schedule.

## Why
Payment for it is part of other services.

## Exceptions
99024, which reports a visit of the care after an operation and that CMS asks some practices to bill: for information only.
What a supplier bills to a DME contractor, or a patient gets at home or at a pharmacy where no taxonomy says from whom, is
reported as not checked: status P bundles a supply into a practitioner's service, and other rules hold for the rest.

## How to fix
Remove the line; do not bill the patient.
*/
SELECT claim_key, line_no, code, CASE WHEN code = '99024' THEN 'info' ELSE 'fail' END AS status, modifiers, 'status' AS field, fs_status AS value, fs_row AS source_row, fs_row_release AS release,
    CASE WHEN code = '99024' THEN 'keep it where the visit is to be reported; no payment comes of it'
        ELSE 'remove line ' || CAST(line_no AS VARCHAR) || ', or expect no payment' END AS say_advice,
    code <> '99024' AS fix_applies
FROM service
WHERE fs_status IN ('B', 'P') AND dme <> 'supplier'
