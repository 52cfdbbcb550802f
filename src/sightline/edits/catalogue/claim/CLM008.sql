/*+++
id          = "CLM008"
name        = "zero-charge"
title       = "Line without a charge"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "info"
disposition = "advisory"
citation    = [{ source = "ASC X12 005010X222A1", section = "SV102" }]
message     = "line {line_no} ({code}) has no charge"
fix_text    = "state the charge"
+++
## What it checks
A line whose charge is zero.

## Why
Many payers drop or reject such a line.

## Exceptions
Measurement codes (status M), which are reported without one. For review where the fee schedule pays the code by itself (status A)
and no modifier says that nothing is expected (GY, GZ, SL); else, as of vaccines of the state and of what is reported only, for
information.

## How to fix
State the charge; some payers want a cent for codes that are reported only.
*/
SELECT claim_key, line_no, code,
    CASE WHEN fs_status = 'A' AND modifier_list NOT LIKE '% GY %' AND modifier_list NOT LIKE '% GZ %'
        AND modifier_list NOT LIKE '% SL %' THEN 'review' ELSE 'info' END AS status
FROM service
WHERE charge = 0 AND coalesce(fs_status, '') <> 'M'
