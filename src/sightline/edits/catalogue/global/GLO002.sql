/*+++
id          = "GLO002"
name        = "visit-with-minor-procedure"
title       = "Visit on the day of a minor procedure without 25"
since       = "0.2"
kind        = "set"
reads       = ["service", "surgery", "pair"]
needs       = ["date", "fee_schedule", "one_day"]
applies     = "visit"
status      = "fail"
disposition = "line-denial"
carc        = "97"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §D" }, { source = "NCCI Policy Manual 2026", section = "chapter I §E (modifier 25)" }, { source = "CMS PFS Relative Value File record layout", section = "Global Surgery" }]
message     = "{code} on the day of {procedure} ({say_place}) without 25: the decision for a minor procedure is part of it"
evidence    = "{procedure}: global {global_days}"
mend        = "25 when the visit was significant and separate, with records to show it; otherwise remove line {line_no}"
guard       = { over = "service", where = "visit" }
+++
## What it checks
A visit on the day of a procedure with a global period of 0 or 10 days, same patient and physician, without modifier
25.

## Why
A visit on the day of a minor procedure is included in it, also of a new patient, unless it was significant and
separately identifiable.

## Exceptions
24, 25, 57 or FT on the visit. A pair that NCCI denies is reported by PTP001 or PTP002 alone; a
modifier other than these that bypasses the NCCI edit, such as a side on the procedure, does not make the visit separate.
59 and X{EPSU} on the visit are for MOD009. Void claims.
Assistants have no global period.

## How to fix
Append 25 when the record shows a separate visit.
*/
WITH included AS (
    SELECT v.claim_key, v.line_no, v.code, p.claim_key AS other_claim_key, p.line_no AS other_line, p.code AS procedure,
        p.global_days, p.source_row, p.release,
        CASE WHEN v.claim_key = p.claim_key THEN 'line ' ELSE 'another claim, line ' END || CAST(p.line_no AS VARCHAR) AS say_place,
        row_number() OVER (PARTITION BY v.claim_key, v.line_no ORDER BY p.claim_key, p.line_no) AS place
    FROM service v
    JOIN surgery p ON v.patient = p.patient AND v.billing_group = p.billing_group AND v.specialty = p.specialty
        AND v.date_of_service = p.date_of_service
    WHERE v.visit AND p.global_days IN ('000', '010')
        AND v.modifier_notes NOT LIKE '% of-visit %' AND v.distinct_modifier = '' AND v.modifier_list NOT LIKE '% FT %'
        AND NOT EXISTS (
            SELECT 1 FROM pair q
            WHERE q.claim_key = v.claim_key AND q.line_no = v.line_no AND q.column_1 = p.code AND q.bypass = ''
        )
)
SELECT claim_key, line_no, other_claim_key, other_line, code, procedure, global_days, say_place, source_row, release
FROM included
WHERE place = 1
