/*+++
id          = "GLO004"
name        = "decision-without-major-procedure"
title       = "57 without a major procedure"
since       = "0.2"
kind        = "set"
reads       = ["service", "surgery"]
needs       = ["date", "fee_schedule", "one_day"]
applies     = "visit AND modifier_list LIKE '% 57 %'"
status      = "review"
disposition = "records-request"
carc        = "4"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §D" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §40.1 and §40.2" }]
message     = "{code}-57: no major procedure by the same physician that day or the next is in the input{say_minor}"
fix_text    = "25 for a separate visit beside a minor procedure; otherwise remove 57"
guard       = { over = "service", where = "visit AND modifier_list LIKE '% 57 %'" }
+++
## What it checks
A visit with 57 where the input holds no procedure with a global period of 90 days by the same physician on that day
or the next.

## Why
57 says that the visit led to the decision for a major procedure; before a minor one the decision is part of it.

## Exceptions
The procedure may be on a claim that is not in the input; therefore it is for review. Void claims.

## How to fix
Bill the procedure, or use the modifier that fits.
*/
SELECT v.claim_key, v.line_no, v.code, v.modifiers,
    CASE WHEN EXISTS (
        SELECT 1 FROM surgery p
        WHERE v.patient_day = p.patient_day AND v.physician = p.physician AND p.global_days IN ('000', '010')
    ) THEN '; the procedure of that day is a minor one, of which the decision is part' ELSE '' END AS say_minor
FROM service v
WHERE v.visit AND v.modifier_list LIKE '% 57 %' AND v.date_of_service IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM surgery p
    WHERE v.patient = p.patient AND v.physician = p.physician AND p.global_days = '090'
        AND v.date_of_service <= p.date_of_service AND v.date_of_service >= add_days(p.date_of_service, -1)
)
