/*+++
id          = "GLO001"
name        = "visit-in-global-period"
title       = "Visit in the care that a procedure includes"
since       = "0.2"
kind        = "set"
reads       = ["service", "surgery"]
needs       = ["date", "fee_schedule", "one_day"]
applies     = "visit"
status      = "fail"
disposition = "line-denial"
carc        = "97"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §D" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §40.1 and §40.2" }, { source = "CMS PFS Relative Value File record layout", section = "Global Surgery" }]
message     = "{code} within {say_days} days of {procedure} ({procedure_date}, {related_line}): the procedure includes the care after it{say_claimed}"
evidence    = "{procedure}: global {global_days}, care until {care_until}"
fix_text    = "24 when the visit had nothing to do with the procedure, with records to show it; otherwise remove line {line_no}"
guard       = { over = "service", where = "visit AND several_dates" }
+++
## What it checks
A visit on the days after a procedure with a global period of 10 or 90 days, same patient and physician (group and
specialty count as one).

## Why
The payment of the procedure includes the care after it, up to and with the last day of its period.

## Exceptions
Modifier 24, 57 (decision for another operation) or FT (unrelated critical care). 25 alone does not serve: it is for
review. The day of the procedure itself is for GLO002 and GLO003. A procedure with 54 (care after it by another)
includes no visits. Void claims.

## How to fix
Append 24 when the visit was unrelated; otherwise do not bill it.
*/
WITH included AS (
    SELECT v.claim_key, v.line_no, v.code, v.modifiers, v.modifier_list, p.claim_key AS other_claim_key, p.line_no AS other_line,
        p.code AS procedure, p.date_of_service AS procedure_date, p.global_days, p.care_until, p.source_row, p.release,
        row_number() OVER (
            PARTITION BY v.claim_key, v.line_no ORDER BY p.date_of_service DESC, p.claim_key, p.line_no
        ) AS place
    FROM service v
    JOIN surgery p ON v.patient = p.patient AND v.physician = p.physician
        AND v.date_of_service > p.date_of_service AND v.date_of_service <= p.care_until
    WHERE v.visit AND v.several_dates AND p.global_days IN ('010', '090')
        AND v.modifier_list NOT LIKE '% 24 %' AND v.modifier_list NOT LIKE '% 57 %' AND v.modifier_list NOT LIKE '% FT %'
)
SELECT claim_key, line_no, other_claim_key, other_line, code, procedure, procedure_date, global_days, care_until,
    CASE WHEN global_days = '010' THEN '10' ELSE '90' END AS say_days,
    CASE WHEN modifier_list LIKE '% 25 %' THEN 'review' ELSE 'fail' END AS status,
    CASE WHEN modifier_list LIKE '% 25 %' THEN '; 25 is for the day of a procedure, check whether 24 was meant' ELSE '' END AS say_claimed,
    source_row, release
FROM included
WHERE place = 1
