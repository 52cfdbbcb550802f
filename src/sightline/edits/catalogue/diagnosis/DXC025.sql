/*+++
id          = "DXC025"
name        = "organ-of-the-other-sex"
title       = "Diagnosis of an organ that the other sex has"
since       = "0.4"
kind        = "set"
reads       = ["diagnosis", "diagnosis_match", "service"]
status      = "review"
disposition = "claim-denial"
carc        = "10"
citation    = [{ source = "ICD-10-CM tabular list FY2026", section = "titles of the blocks C51-C58, C60-C63, N40-N53, N70-N98 and of chapter 15" }]
message     = "diagnosis {position} ({printed}) is of {say_whom}, and the patient's sex is {sex}: look at sex and code"
evidence    = "{rule_source}"
fix_text    = "correct the sex or the diagnosis; KX where both are right"
guard       = { over = "diagnosis_match", where = "rule IN ('male', 'female')" }
+++
## What it checks
A diagnosis of the male or the female genital organs, or of pregnancy, with a patient of the other sex, on dates from
2024-10-01 on (before: DXC010).

## Why
Most often one of sex and code was mistyped. CMS ended its own edit on 2024-09-30; whether another payer has one, its profile
does not say.

## Exceptions
Sex unknown or not stated. A claim with KX, which says that the sex is known and the code is right, or with a diagnosis of
gender identity (F64, Z87.890).

## How to fix
Correct what is wrong.
*/
SELECT d.claim_key, d.position, d.printed, d.sex,
    CASE WHEN d.sex = 'F' THEN 'men' ELSE 'women' END AS say_whom,
    min(m.rule_source) AS rule_source, min(m.source_row) AS source_row, min(m.release) AS release
FROM diagnosis d
JOIN diagnosis_match m ON m.code = d.code AND m.rule = CASE d.sex WHEN 'F' THEN 'male' WHEN 'M' THEN 'female' ELSE '' END
WHERE d.code_set = 'ICD10' AND d.date_of_service >= '2024-10-01'
    AND NOT EXISTS (SELECT 1 FROM service s WHERE s.claim_key = d.claim_key AND s.modifier_list LIKE '% KX %')
    AND NOT EXISTS (
        SELECT 1
        FROM diagnosis o
        WHERE o.claim_key = d.claim_key AND (o.code LIKE 'F64%' OR o.code = 'Z87890')
    )
GROUP BY d.claim_key, d.position, d.printed, d.sex
