/*+++
id          = "DXC024"
name        = "cause-after-its-effect"
title       = "Diagnosis before the one that is listed first"
since       = "0.4"
kind        = "set"
reads       = ["diagnosis", "diagnosis_match"]
status      = "review"
disposition = "claim-denial"
carc        = "16"
rarc        = "MA63"
citation    = [{ source = "ICD-10-CM tabular list FY2026", section = "code first at L97, N18, I50, D63, F02 and R65.2" }, { source = "ICD-10-CM Official Guidelines", section = "I.A.13, I.B.7 and I.C.15.a.1 (not read)" }]
message     = "diagnosis {position} ({printed}) stands before diagnosis {other_position} ({other_printed}), which is listed first"
evidence    = "{rule_source}"
fix_text    = "list {other_printed} before {printed}"
guard       = { over = "diagnosis_match", where = "rule = 'after'" }
+++
## What it checks
Two diagnoses in the wrong order, where the tabular list has one of them coded first: an ulcer before the diabetes that causes
it, the stage of kidney disease before the hypertension or diabetes, heart failure before hypertensive heart disease, anemia
before the neoplasm, dementia before its disease, and any disease before the complication of pregnancy of the same claim.

## Why
Payers that follow the order deny the claim, or take the wrong diagnosis for its reason.

## Exceptions
A claim on which one of those that come first does stand before. Claims for two services with reasons of their own: therefore
for review.

## How to fix
Change the order.
*/
WITH late AS (
    SELECT d.claim_key, d.position, d.printed, o.position AS other_position, o.printed AS other_printed, m.rule_source,
        m.source_row, m.release,
        min(o.position) OVER (PARTITION BY d.claim_key, d.position) AS first_other,
        row_number() OVER (PARTITION BY d.claim_key, d.position ORDER BY o.position, m.source_row) AS place
    FROM diagnosis d
    JOIN diagnosis_match m ON m.code = d.code AND m.rule = 'after'
    JOIN diagnosis o
        ON o.claim_key = d.claim_key AND o.code_set = 'ICD10' AND substr(o.code, 1, length(m.other)) = m.other
    WHERE d.code_set = 'ICD10'
)
SELECT claim_key, position, printed, other_printed, other_position, rule_source, source_row, release
FROM late
WHERE place = 1 AND first_other > position
