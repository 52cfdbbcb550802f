/*+++
id          = "AOC002"
name        = "add-on-without-primary-type-2"
title       = "Add-on code without its primary procedure (type 2)"
since       = "0.1"
kind        = "set"
reads       = ["service", "addon"]
needs       = ["date", "addon", "contractor_primary"]
status      = "review"
disposition = "records-request"
carc        = "107"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §R and §W" }, { source = "CMS NCCI add-on code edits", section = "type 2" }]
message     = "{code} is an add-on code whose primary procedures each Medicare contractor lists itself, and nothing that could be one was billed that day"
evidence    = "{code}: type {type}, primaries are the contractor's"
fix_text    = "look the primary procedures up with the contractor"
guard       = { over = "service", where = "addon_type = '2'" }
+++
## What it checks
An add-on code of type 2, whose primary codes CMS leaves to the contractors, on a day without any other procedure of the
patient; of an add-on to a visit, without any other service.

## Why
An add-on code is not paid without its primary.

## Exceptions
Whether a procedure of that day is on the contractor's list no file says: every such line is reported as not checked.
Void claims. An add-on row that is not in force on the date does not count.

## How to fix
See that a primary procedure of the contractor's list was billed, or remove the add-on.
*/
SELECT DISTINCT s.claim_key, s.line_no, s.code, a.type, a.source_row, s.addon_release AS release
FROM service s
JOIN addon a
    ON a.release = s.addon_release AND a.code = s.code
    AND a.effective_from <= s.date_of_service AND s.date_of_service < a.effective_to
WHERE a.type = '2' AND NOT EXISTS (
    SELECT 1
    FROM service o
    WHERE o.patient_day = s.patient_day AND o.addon_type IS NULL AND NOT (o.evaluation AND s.code BETWEEN '10004' AND '79999')
        AND NOT (o.claim_key = s.claim_key AND o.line_no = s.line_no)
)
