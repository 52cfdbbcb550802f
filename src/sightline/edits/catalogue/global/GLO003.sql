/*+++
id          = "GLO003"
name        = "visit-with-major-procedure"
title       = "Visit on the day of, or before, a major procedure without 57"
since       = "0.2"
kind        = "set"
reads       = ["service", "surgery", "pair", "included_visit"]
defers_to   = ["PTP001", "PTP002"]
needs       = ["date", "fee_schedule", "one_day"]
applies     = "visit"
status      = "fail"
disposition = "line-denial"
carc        = "97"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §D" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §40.1 and §40.2" }, { source = "CMS PFS Relative Value File record layout", section = "Global Surgery" }]
message     = "{code} on {say_when} {procedure} ({related_line}) without 57: the major procedure includes the visits of that day and the day before{say_claimed}"
evidence    = "{procedure}: global {global_days}"
fix_text    = "57 when the visit led to the decision for the operation; otherwise remove line {line_no}"
guard       = { over = "service", where = "visit" }
+++
## What it checks
A visit on the day of a procedure with a global period of 90 days, or on the day before, same patient and physician,
without modifier 57.

## Why
The period of a major procedure begins the day before it; only the visit at which it was decided is paid apart.

## Exceptions
24, 57 or FT on the visit. 25 is for review: it speaks of minor procedures. A pair that NCCI denies is reported by
PTP001 or PTP002 alone, where they are checked. Void claims. Assistants have no global
period.

## How to fix
Append 57 when the decision was made at that visit.
*/
@include first_procedure.query
SELECT claim_key, line_no, other_claim_key, other_line, code, procedure, procedure_date, global_days,
    CASE WHEN same_day THEN 'the day of' ELSE 'the day before' END AS say_when,
    CASE WHEN modifier_list LIKE '% 25 %' THEN 'review' ELSE 'fail' END AS status,
    CASE WHEN modifier_list LIKE '% 25 %' THEN '; 25 is for minor procedures, check whether 57 was meant' ELSE '' END AS say_claimed,
    source_row, release
FROM included
WHERE place = 1 AND global_days = '090'
