/*+++
id          = "EMV001"
name        = "new-patient-seen-before"
title       = "New-patient visit of a patient seen before"
since       = "0.2"
kind        = "set"
reads       = ["service"]
needs       = ["date", "one_day"]
applies     = "new_patient"
status      = "fail"
disposition = "line-denial"
carc        = "B16"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §30.6.7" }]
message     = "{code} is for new patients: the same physician or group saw the patient on {seen_on} ({seen_code}, {related_line})"
evidence    = "{seen_code} on {seen_on}"
fix_text    = "the established-patient code"
guard       = { over = "service", where = "several_dates AND new_patient" }
+++
## What it checks
A new-patient visit (99202-99205, 99341-99345, 99381-99387, 92002, 92004) where the same group and specialty had a visit, a
preventive visit (99381-99397) or a procedure with a global period within the three years before.

## Why
A new patient is one who had no face-to-face service from the physician, or from the same specialty of the group, in
the previous three years. Earlier claims come with --history.

## Exceptions
Reading a test is no face-to-face service. A visit exactly three years before still counts, one day more does not.
Void claims.

## How to fix
Use the established-patient code of the same level of work.
*/
WITH seen AS (
    SELECT v.claim_key, v.line_no, v.code, s.claim_key AS other_claim_key, s.line_no AS other_line, s.code AS seen_code,
        s.date_of_service AS seen_on,
        row_number() OVER (
            PARTITION BY v.claim_key, v.line_no ORDER BY s.date_of_service DESC, s.claim_key, s.line_no
        ) AS place
    FROM service v
    JOIN service s
        ON v.patient = s.patient AND v.physician = s.physician
        AND s.date_of_service < v.date_of_service AND s.date_of_service >= add_months(v.date_of_service, -36)
    WHERE v.new_patient AND v.several_dates AND s.several_dates
        AND (s.visit OR s.code BETWEEN '99381' AND '99397' OR s.global_days IN ('000', '010', '090'))
)
SELECT claim_key, line_no, other_claim_key, other_line, code, seen_code, seen_on
FROM seen
WHERE place = 1
