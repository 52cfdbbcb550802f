/*+++
id          = "COD001"
name        = "deleted-code"
title       = "Code was deleted before the date of service"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date"]
status      = "fail"
disposition = "line-rejection"
carc        = "181"
citation    = [{ source = "AMA CPT and CMS HCPCS release notes", section = "deletions" }, { source = "NCCI PTP edits, practitioner", section = "deletion dates" }]
message     = "{code} was deleted {deleted_on}{say_instead}"
evidence    = "{code}{say_after}, from {deleted_on}"
fix_text    = "{say_advice}"
fix         = { action = "replace_code" }
+++
## What it checks
A code that was no longer valid on the date of service, from Sightline's table of lineage.

## Why
Payers reject a code that is not valid on the date of service.

## Exceptions
The last day of validity is the day before the date shown. A line with 26 or TC has no fix as data: whether the successor
has that component is for a coder.

## How to fix
Use the successor that describes what was done.
*/
SELECT claim_key, line_no, code, date_of_service, deleted_on, successors, lineage_release AS release,
    CASE WHEN successors <> '' THEN ' → ' || successors ELSE '' END AS say_after,
    CASE WHEN successors <> '' THEN ': ' || successors || ' took its place' ELSE '' END AS say_instead,
    CASE WHEN successor <> '' THEN 'use ' || successor || ' if it describes what was done'
        WHEN successors <> '' THEN 'use the one of ' || successors || ' that describes what was done'
        ELSE 'use the code in force on the date' END AS say_advice,
    CASE WHEN successor <> '' AND component = '' THEN successor END AS fix_value
FROM service
WHERE date_of_service >= deleted_on
