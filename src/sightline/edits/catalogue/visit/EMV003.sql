/*+++
id          = "EMV003"
name        = "two-new-patient-visits"
title       = "Two new-patient visits on one day"
since       = "0.2"
kind        = "set"
reads       = ["service"]
needs       = ["date", "one_day"]
applies     = "new_patient"
status      = "fail"
disposition = "line-denial"
carc        = "B16"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter XI §U.1" }]
message     = "{code} and {other_code} ({related_line}) are both for new patients: only one new-patient code a day"
fix_text    = "remove line {line_no}, or report the work of both with one code"
guard       = { over = "service", where = "new_patient" }
+++
## What it checks
Two different new-patient codes for one patient, date and physician (group and specialty count as one). The later line
is reported.

## Why
A patient is new once.

## Exceptions
The same code twice is a duplicate (DUP001, DUP002). Void claims.

## How to fix
Keep one.
*/
WITH paired AS (
    SELECT v.claim_key, v.line_no, v.code, o.claim_key AS other_claim_key, o.line_no AS other_line, o.code AS other_code,
        row_number() OVER (PARTITION BY v.claim_key, v.line_no ORDER BY o.claim_key, o.line_no) AS place
    FROM service v
    JOIN service o
        ON v.patient_day = o.patient_day AND v.physician = o.physician AND v.code <> o.code
        AND (o.claim_key < v.claim_key OR (o.claim_key = v.claim_key AND o.line_no < v.line_no))
    WHERE v.new_patient AND o.new_patient
)
SELECT claim_key, line_no, other_claim_key, other_line, code, other_code
FROM paired
WHERE place = 1
