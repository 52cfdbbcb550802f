/*+++
id          = "DXC019"
name        = "needs-another-diagnosis"
title       = "Diagnosis without the one that belongs to it"
since       = "0.3"
kind        = "set"
reads       = ["diagnosis", "diagnosis_match", "service"]
status      = "review"
disposition = "claim-denial"
carc        = "16"
rarc        = "M64"
citation    = [{ source = "ICD-10-CM tabular list FY2026", section = "use additional code, code first" }, { source = "ICD-10-CM Official Guidelines", section = "I.B.7 (not read)" }]
message     = "diagnosis {position} ({printed}) is not alone: none of {others} is on the claim"
evidence    = "{rule_source}"
fix_text    = "add the diagnosis that belongs to it"
guard       = { over = "diagnosis_match", where = "rule = 'needs'" }
+++
## What it checks
A diagnosis at which the tabular list requires another, and none such on the claim: the heart failure of I11.0, the
stage of the kidney disease of I12, I13 and of diabetes, the site of a foot ulcer, the outcome of a delivery, the week of a
pregnancy with its complications, the neoplasm that is treated or gives pain.

## Why
The code says only half; payers that follow the list deny it.

## Exceptions
Where the other is not known: therefore for review. The week of a pregnancy (Z3A) is not asked of claims without a visit or an
operation, since laboratories and readers of images are seldom told.

## How to fix
Add it.
*/
SELECT d.claim_key, d.position, d.printed, listed(m.other, ', ', m.other) AS others, min(m.rule_source) AS rule_source,
    min(m.source_row) AS source_row, min(m.release) AS release
FROM diagnosis d
JOIN diagnosis_match m ON m.code = d.code AND m.rule = 'needs'
WHERE d.code_set = 'ICD10' AND NOT EXISTS (
    SELECT 1
    FROM diagnosis_match n
    JOIN diagnosis o ON substr(o.code, 1, length(n.other)) = n.other
    WHERE n.code = d.code AND n.rule = 'needs' AND o.claim_key = d.claim_key
)
AND (m.other <> 'Z3A' OR EXISTS (SELECT 1 FROM service s WHERE s.claim_key = d.claim_key AND (s.visit OR s.operation)))
GROUP BY d.claim_key, d.position, d.printed
