/*+++
id          = "GLO003"
name        = "visit-with-major-procedure"
title       = "Visit on the day of, or before, a major procedure without 57"
since       = "0.2"
kind        = "set"
reads       = ["service", "surgery", "pair"]
needs       = ["date", "fee_schedule", "one_day"]
applies     = "visit"
status      = "fail"
disposition = "line-denial"
carc        = "97"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §D" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §40.1 and §40.2" }, { source = "CMS PFS Relative Value File record layout", section = "Global Surgery" }]
message     = "{code} on {say_when} {procedure} ({say_place}) without 57: the major procedure includes the visits of that day and the day before{say_claimed}"
evidence    = "{procedure}: global {global_days}"
mend        = "57 when the visit led to the decision for the operation; otherwise remove line {line_no}"
guard       = { over = "service", where = "visit" }
+++
## What it checks
A visit on the day of a procedure with a global period of 90 days, or on the day before, same patient and physician,
without modifier 57.

## Why
The period of a major procedure begins the day before it; only the visit at which it was decided is paid apart.

## Exceptions
24, 57 or FT on the visit. 25 is for review: it speaks of minor procedures. A pair that NCCI denies is reported by
PTP001 or PTP002 alone. Void claims. Assistants have no global
period.

## How to fix
Append 57 when the decision was made at that visit.
*/
WITH included AS (
    SELECT v.claim_key, v.line_no, v.code, v.modifier_list, p.claim_key AS other_claim_key, p.line_no AS other_line,
        p.code AS procedure, p.date_of_service AS procedure_date, p.global_days, p.source_row, p.release,
        CASE WHEN v.date_of_service = p.date_of_service THEN 'the day of' ELSE 'the day before' END AS say_when,
        CASE WHEN v.claim_key = p.claim_key THEN 'line ' ELSE 'another claim, line ' END || CAST(p.line_no AS VARCHAR) AS say_place,
        row_number() OVER (
            PARTITION BY v.claim_key, v.line_no ORDER BY p.date_of_service, p.claim_key, p.line_no
        ) AS place
    FROM service v
    JOIN surgery p ON v.patient = p.patient AND v.billing_group = p.billing_group AND v.specialty = p.specialty
        AND v.date_of_service <= p.date_of_service AND v.date_of_service >= p.date_of_service - INTERVAL 1 DAY
    WHERE v.visit AND p.global_days = '090'
        AND v.modifier_list NOT LIKE '% 24 %' AND v.modifier_list NOT LIKE '% 57 %' AND v.modifier_list NOT LIKE '% FT %'
        AND NOT EXISTS (
            SELECT 1 FROM pair q
            WHERE q.claim_key = v.claim_key AND q.line_no = v.line_no AND q.column_1 = p.code AND q.bypass = ''
        )
)
SELECT claim_key, line_no, other_claim_key, other_line, code, procedure, procedure_date, global_days, say_when, say_place,
    CASE WHEN modifier_list LIKE '% 25 %' THEN 'review' ELSE 'fail' END AS status,
    CASE WHEN modifier_list LIKE '% 25 %' THEN '; 25 is for minor procedures, look whether 57 was meant' ELSE '' END AS say_claimed,
    source_row, release
FROM included
WHERE place = 1
