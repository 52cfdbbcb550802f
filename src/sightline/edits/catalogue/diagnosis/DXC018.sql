/*+++
id          = "DXC018"
name        = "one-code-says-both"
title       = "Two diagnoses for which there is one code"
since       = "0.3"
kind        = "set"
reads       = ["diagnosis", "diagnosis_match"]
status      = "review"
disposition = "claim-denial"
carc        = "16"
rarc        = "M64"
citation    = [{ source = "ICD-10-CM Official Guidelines", section = "I.A.15, I.B.9 and I.C.9.a (not read)" }]
message     = "diagnosis {position} ({printed}) with diagnosis {other_position} ({other_printed}): {instead} says both"
evidence    = "{rule_source}"
fix_text    = "use {instead} unless the record says that the two are unrelated"
guard       = { over = "diagnosis", where = "position > 1" }
+++
## What it checks
Two diagnoses that ICD-10-CM takes for connected and has a combination code for: hypertension with heart failure or
kidney disease, diabetes without complications beside one of its complications, coronary disease with angina, and others
of our table.

## Why
The guidelines presume the connection, and payers and auditors deny or recode the claim.

## Exceptions
Where the record says that the two are unrelated: therefore for review.

## How to fix
Use the combination code.
*/
@include two_diagnoses.query
SELECT claim_key, position, printed, other_printed, other_position, instead, rule_source, source_row, release
FROM found
WHERE place = 1 AND rule = 'together'
