/*+++
id          = "DXC026"
name        = "newborn-long-ago"
title       = "Diagnosis of newborns long after birth"
since       = "0.4"
kind        = "set"
reads       = ["diagnosis", "diagnosis_match"]
status      = "review"
disposition = "claim-denial"
carc        = "9"
citation    = [{ source = "ICD-10-CM tabular list FY2026", section = "titles and notes at P08, P22, P38, P39, P59, P70, P74, P92, Z00.11 and Z38" }, { source = "ICD-10-CM Official Guidelines", section = "I.C.16.a and I.C.21.c.12 (not read)" }]
message     = "diagnosis {position} ({printed}) is of newborns, and the patient was {age|year} old: look at birth date and code"
evidence    = "{rule_source}"
fix_text    = "correct the birth date or the diagnosis"
guard       = { over = "diagnosis_match", where = "rule = 'newborn'" }
+++
## What it checks
A birth (Z38), an examination of a newborn (Z00.11), or a condition that passes within weeks of birth (jaundice, breathing,
feeding and sugar of newborns) with a patient of a year or more.

## Why
Either the code or the birth date is wrong; a mother is often taken for her child.

## Exceptions
Conditions of birth that may last (prematurity, injuries, malformations). Claims without a birth date.

## How to fix
Correct what is wrong.
*/
SELECT d.claim_key, d.position, d.printed, d.age, min(m.rule_source) AS rule_source, min(m.source_row) AS source_row,
    min(m.release) AS release
FROM diagnosis d
JOIN diagnosis_match m ON m.code = d.code AND m.rule = 'newborn'
WHERE d.code_set = 'ICD10' AND d.age >= 1
GROUP BY d.claim_key, d.position, d.printed, d.age
