/*+++
id          = "FRM005"
name        = "unlisted-without-description"
title       = "Unlisted code without a description"
since       = "0.3"
kind        = "line"
reads       = ["service"]
needs       = ["description"]
applies     = "code_groups LIKE '% unlisted %' AND ndc = ''"
status      = "fail"
disposition = "line-rejection"
carc        = "16"
rarc        = "M51"
citation    = [{ source = "ASC X12 005010X222A1", section = "SV101-7: a code that does not define the service (not read)" }, { source = "NCCI Policy Manual 2026", section = "chapter I §T" }]
message     = "{code} says nothing of what was done, and line {line_no} has neither a description nor a note"
fix_text    = "say in words what was done or given (SV101-7 or NTE)"
+++
## What it checks
A code for what is not listed or not otherwise classified, on a line of an X12 file without a description (SV101-7) or a
note (NTE) of the line or of the claim; of a table that has a column for descriptions, a line that leaves it blank.

## Why
Front ends reject the line; nobody can price it.

## Exceptions
Drugs whose NDC the line states. A blank in a table's column is for review, since the words may stand elsewhere. Claims of
JSON, and of tables without such a column, are reported as not checked: they may have no place for it.

## How to fix
Describe the service; name, strength and dose of a drug.
*/
SELECT claim_key, line_no, code, CASE WHEN is_x12 THEN 'fail' ELSE 'review' END AS status
FROM service
WHERE code_groups LIKE '% unlisted %' AND NOT described AND ndc = '' AND place_for_description
