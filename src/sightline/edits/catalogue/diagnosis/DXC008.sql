/*+++
id          = "DXC008"
name        = "unspecified-side"
title       = "Diagnosis leaves the side open"
since       = "0.2"
kind        = "line"
reads       = ["diagnosis"]
status      = "info"
disposition = "advisory"
citation    = [{ source = "ICD-10-CM Official Guidelines", section = "I.B.13" }, { source = "Medicare Code Editor v43.1", section = "unspecified codes, from 2022-04-01 on" }]
message     = "diagnosis {position} ({printed}) leaves the side open, though there is a code for each side"
fix_text    = "use the code of the side"
+++
## What it checks
A diagnosis that names no side although codes for each side exist: by the titles of ICD-10-CM, in which others say left and
right where it says unspecified, and by the unspecified codes of the Medicare Code Editor.

## Why
Some payers deny it, for the side is always known to who treats the patient.

## Exceptions
Dates before 2022-04-01, from which on the editor requires it. Where the record does not tell the side: therefore for
information only.

## How to fix
Use the code of the side.
*/
SELECT claim_key, position, printed, date_of_service,
    CASE WHEN side = 'unspecified' THEN side_row ELSE attribute_row END AS source_row,
    CASE WHEN side = 'unspecified' THEN side_release ELSE attribute_release END AS release
FROM diagnosis
WHERE code_set = 'ICD10' AND date_of_service >= '2022-04-01'
    AND (side = 'unspecified' OR attributes LIKE '% unspecified %')
