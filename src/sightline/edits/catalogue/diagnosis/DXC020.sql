/*+++
id          = "DXC020"
name        = "never-first"
title       = "Diagnosis that is never listed first"
since       = "0.3"
kind        = "set"
reads       = ["diagnosis", "diagnosis_match"]
status      = "fail"
disposition = "claim-denial"
carc        = "16"
rarc        = "MA63"
citation    = [{ source = "ICD-10-CM tabular list FY2026", section = "notes at Z3A, Z37, Z16 and B95-B97" }, { source = "ICD-10-CM Official Guidelines", section = "I.B.14 and I.C.18.g (not read)" }]
message     = "the first diagnosis, {printed}, is only ever listed after another"
evidence    = "{rule_source}"
fix_text    = "put the condition first"
guard       = { over = "diagnosis_match", where = "rule = 'never-first'" }
+++
## What it checks
A code that describes another condition as the first of the claim: severe sepsis (R65.2), body mass index (Z68), weeks
of gestation (Z3A), outcome of delivery (Z37), the germ of an infection (B95-B97), resistance to drugs (Z16).

## Why
Payers reject or deny a claim whose first diagnosis is none that can be treated.

## How to fix
List the condition first.
*/
SELECT d.claim_key, d.position, d.printed, m.rule_source, m.source_row, m.release
FROM diagnosis d
JOIN diagnosis_match m ON m.code = d.code AND m.rule = 'never-first'
WHERE d.position = 1 AND d.code_set = 'ICD10'
