/*+++
id          = "GLO005"
name        = "procedure-in-global-period"
title       = "Procedure in the care after another"
since       = "0.2"
kind        = "set"
reads       = ["surgery"]
needs       = ["date", "fee_schedule", "one_day"]
applies     = "coalesce(global_days, '000') IN ('000', '010', '090') AND code BETWEEN '10004' AND '69999'"
status      = "fail"
disposition = "line-denial"
carc        = "97"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §C.14 and §E" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §40.1 and §40.2" }, { source = "CMS PFS Relative Value File record layout", section = "Global Surgery" }]
message     = "{code} within the care after {procedure} ({procedure_date}, {related_line}) without 58, 78 or 79"
evidence    = "{procedure}: global {global_days}, care until {care_until}"
fix_text    = "58 staged or related, 78 unplanned return to the operating room, 79 unrelated: what the record supports"
guard       = { over = "service", where = "several_dates AND global_days IN ('010', '090')" }
+++
## What it checks
A procedure on the days after another with a global period of 10 or 90 days, same patient and physician (group and
specialty count as one), without modifier 58, 78 or 79.

## Why
The payment of the first procedure includes the care after it, complications that need no operating room among them.

## Exceptions
58, 78 or 79 on the later procedure. Tests and other services without a global period. The same day is for NCCI. A
first procedure with 54. Void claims; assistants.

## How to fix
Append the modifier that says what the later procedure was.
*/
WITH period AS (
    SELECT * FROM surgery WHERE several_dates AND care_until > date_of_service
),
later AS (
    SELECT l.claim_key, l.line_no, l.code, p.claim_key AS other_claim_key, p.line_no AS other_line, p.code AS procedure,
        p.date_of_service AS procedure_date, p.global_days, p.care_until, p.source_row, p.release,
        row_number() OVER (
            PARTITION BY l.claim_key, l.line_no ORDER BY p.date_of_service DESC, p.claim_key, p.line_no
        ) AS place
    FROM surgery l
    JOIN period p
        ON l.patient = p.patient AND l.physician = p.physician
        AND l.date_of_service > p.date_of_service AND l.date_of_service <= p.care_until
    WHERE l.several_dates AND l.modifier_list NOT LIKE '% 58 %' AND l.modifier_list NOT LIKE '% 78 %' AND l.modifier_list NOT LIKE '% 79 %'
)
SELECT claim_key, line_no, other_claim_key, other_line, code, procedure, procedure_date, global_days, care_until,
    source_row, release
FROM later
WHERE place = 1
