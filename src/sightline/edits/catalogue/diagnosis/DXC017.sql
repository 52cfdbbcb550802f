/*+++
id          = "DXC017"
name        = "diagnoses-exclude-each-other"
title       = "Diagnoses that are never coded together"
since       = "0.3"
kind        = "set"
reads       = ["diagnosis", "diagnosis_match"]
status      = "review"
disposition = "claim-denial"
carc        = "16"
rarc        = "M64"
citation    = [{ source = "ICD-10-CM tabular list FY2026", section = "Excludes1 notes" }, { source = "ICD-10-CM Official Guidelines", section = "I.A.12.a (not read)" }]
message     = "diagnosis {position} ({printed}) and diagnosis {other_position} ({other_printed}) are not coded together"
evidence    = "{rule_source}"
fix_text    = "leave out the one that the other includes; keep both only if the two are unrelated"
guard       = { over = "diagnosis", where = "position > 1" }
+++
## What it checks
Two diagnoses of which the tabular list says at one that the other is not coded with it (Excludes1).

## Why
Many payers deny the claim for such a pair.

## Exceptions
Two conditions that have nothing to do with each other, which the guidelines allow: therefore for review. Notes of whole
sections, and notes that name no code.

## How to fix
Code the one that says what the record says.
*/
@include two_diagnoses.query
SELECT claim_key, position, printed, other_printed, other_position, rule_source, source_row, release
FROM found
WHERE place = 1 AND rule = 'excludes'
