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
mend        = "use the code of the side"
+++
## What it checks
A diagnosis that names no side although codes for each side exist.

## Why
Some payers deny it, for the side is always known to who treats the patient.

## How to fix
Use the code of the side.
*/
SELECT claim_key, position, printed, date_of_service, attribute_row AS source_row, attribute_release AS release
FROM diagnosis
WHERE code_set = 'ICD10' AND attributes LIKE '% unspecified %'
