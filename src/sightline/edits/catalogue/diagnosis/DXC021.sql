/*+++
id          = "DXC021"
name        = "first-only"
title       = "Diagnosis that is listed first"
since       = "0.3"
kind        = "set"
reads       = ["diagnosis", "diagnosis_match"]
status      = "review"
disposition = "claim-denial"
carc        = "16"
rarc        = "MA63"
citation    = [{ source = "ICD-10-CM Official Guidelines", section = "I.C.21.c.16 and I.C.2.e.2 (not read)" }]
message     = "diagnosis {position} ({printed}) says what the encounter was for, and is listed first"
evidence    = "{rule_source}"
fix_text    = "list it first, or leave it out where the encounter was for something else"
guard       = { over = "diagnosis_match", where = "rule = 'first-only'" }
+++
## What it checks
A code for the purpose of an encounter after the first diagnosis: supervision of a normal pregnancy (Z34), a birth
(Z38), antineoplastic radiation, chemotherapy or immunotherapy (Z51.0, Z51.1).

## Why
The guidelines want it first; payers deny it in another place.

## Exceptions
Claims for two encounters of one day: therefore for review.

## How to fix
List it first.
*/
SELECT d.claim_key, d.position, d.printed, m.rule_source, m.source_row, m.release
FROM diagnosis d
JOIN diagnosis_match m ON m.code = d.code AND m.rule = 'first-only'
WHERE d.position > 1 AND d.code_set = 'ICD10'
    AND NOT EXISTS (
        SELECT 1
        FROM diagnosis o
        JOIN diagnosis_match n ON n.code = o.code AND n.rule = 'first-only'
        WHERE o.claim_key = d.claim_key AND o.position = 1
    )
