/*+++
id          = "GLO002"
name        = "visit-with-minor-procedure"
title       = "Visit on the day of a minor procedure without 25"
since       = "0.2"
kind        = "set"
reads       = ["service", "surgery", "pair", "included_visit"]
defers_to   = ["PTP001", "PTP002"]
needs       = ["date", "fee_schedule", "one_day"]
applies     = "visit"
status      = "fail"
disposition = "line-denial"
carc        = "97"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §D" }, { source = "NCCI Policy Manual 2026", section = "chapter I §E (modifier 25)" }, { source = "CMS PFS Relative Value File record layout", section = "Global Surgery" }]
message     = "{code} on the day of {procedure} ({related_line}) without 25: the decision for a minor procedure is part of it"
evidence    = "{procedure}: global {global_days}"
fix_text    = "25 when the visit was significant and separate, with records to show it; otherwise remove line {line_no}"
guard       = { over = "service", where = "visit" }
+++
## What it checks
A visit on the day of a procedure with a global period of 0 or 10 days, same patient and physician, without modifier
25.

## Why
A visit on the day of a minor procedure is included in it, also of a new patient, unless it was significant and
separately identifiable.

## Exceptions
24, 25, 57 or FT on the visit. A pair that NCCI denies is reported by PTP001 or PTP002 alone, where they are checked; a
modifier other than these that bypasses the NCCI edit, such as a side on the procedure, does not make the visit separate.
59 and X{EPSU} on the visit are for MOD009. Void claims.
Assistants have no global period.

## How to fix
Append 25 when the record shows a separate visit.
*/
@include first_procedure.query
SELECT claim_key, line_no, other_claim_key, other_line, code, procedure, global_days, source_row, release
FROM included
WHERE place = 1 AND global_days <> '090'
