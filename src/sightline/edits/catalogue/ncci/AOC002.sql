/*+++
id          = "AOC002"
name        = "add-on-without-primary-type-2"
title       = "Add-on code without its primary procedure (type 2)"
since       = "0.1"
kind        = "set"
reads       = ["service", "addon"]
needs       = ["date", "addon"]
status      = "review"
disposition = "records-request"
carc        = "107"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §R and §W" }, { source = "CMS NCCI add-on code edits", section = "type 2" }]
message     = "{code} is an add-on code whose primary procedures each Medicare contractor lists itself: see that one was billed that day"
evidence    = "{code}: type {type}, primaries are the contractor's"
mend        = "look the primary procedures up with the contractor"
guard       = { over = "service", where = "addon_type = '2'" }
+++
## What it checks
An add-on code of type 2, whose primary codes CMS leaves to the contractors.

## Why
Without the contractor's list nobody can tell from data whether the primary was billed.

## Exceptions
Void claims. An add-on row that is not in force on the date does not count.

## How to fix
See that a primary procedure of the contractor's list was billed, or remove the add-on.
*/
SELECT DISTINCT s.claim_key, s.line_no, s.code, a.type, a.source_row, s.addon_release AS release
FROM service s
JOIN addon a
    ON a.release = s.addon_release AND a.code = s.code
    AND a.effective_from <= s.date_of_service AND s.date_of_service < a.effective_to
WHERE a.type = '2'
