/*+++
id          = "EMV008"
name        = "two-preventive-visits"
title       = "Two preventive visits on one day"
since       = "0.4"
kind        = "set"
reads       = ["service"]
needs       = ["date", "one_day"]
applies     = "code BETWEEN '99381' AND '99397'"
status      = "fail"
disposition = "line-denial"
carc        = "97"
citation    = [{ source = "CPT", section = "preventive medicine services: one comprehensive evaluation, new or established, by age (not read)" }]
message     = "{code} and {other_code} ({related_line}) are two preventive visits of one day"
fix_text    = "keep the one of the patient's age and of whether the patient is new; 25 with an office visit, where a problem took work of its own"
guard       = { over = "service", where = "code BETWEEN '99381' AND '99397'" }
+++
## What it checks
Two different codes of preventive visits (99381-99397) for one patient, date and physician (group and specialty count as one).
The later line is reported.

## Why
A preventive visit is one comprehensive examination: one code says the age and whether the patient is new.

## Exceptions
Two new-patient codes (EMV003). The same code twice is a duplicate (DUP001, DUP002). Void claims.

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
    WHERE v.code BETWEEN '99381' AND '99397' AND o.code BETWEEN '99381' AND '99397' AND NOT (v.new_patient AND o.new_patient)
)
SELECT claim_key, line_no, other_claim_key, other_line, code, other_code
FROM paired
WHERE place = 1
