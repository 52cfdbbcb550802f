/*+++
id          = "DXC028"
name        = "other-region-of-the-body"
title       = "Diagnosis of another joint or region of the spine than the service"
since       = "0.4"
kind        = "set"
reads       = ["service", "diagnosis", "diagnosis_match"]
status      = "review"
disposition = "line-denial"
carc        = "11"
citation    = [{ source = "CPT 2026", section = "the region in the definition of each code (not read)" }, { source = "ICD-10-CM tabular list FY2026", section = "titles: the region" }]
message     = "{code} is of the {region}, and no diagnosis that the line points to is: {pointed} is of the {other_region}"
evidence    = "{rule_source}"
fix_text    = "correct the code, or the diagnosis that the line points to"
guard       = { over = "service", where = "code_groups LIKE '% spine-% %' OR code_groups LIKE '% at-% %'" }
+++
## What it checks
An injection, an operation or an image of the neck all of whose diagnoses are of the lower back, and the reverse; an operation
on or an image of one joint (shoulder, hip, knee, wrist or hand, ankle or foot) all of whose diagnoses are of others.

## Why
Payers compare the region of the service with that of its reason.

## Exceptions
Lines that point to a diagnosis of no region that our table knows. Hip and knee, of which one may hurt for the other. Codes that are
for no region.

## How to fix
Correct what the record contradicts.
*/
WITH regional AS (
    SELECT s.claim_key, s.line_no, s.code,
        CASE WHEN s.code_groups LIKE '% spine-neck %' THEN 'neck'
            WHEN s.code_groups LIKE '% spine-low %' THEN 'lower back'
            WHEN s.code_groups LIKE '% at-shoulder %' THEN 'shoulder'
            WHEN s.code_groups LIKE '% at-hip %' THEN 'hip'
            WHEN s.code_groups LIKE '% at-knee %' THEN 'knee'
            WHEN s.code_groups LIKE '% at-wrist-or-hand %' THEN 'wrist or hand'
            ELSE 'ankle or foot' END AS region,
        s.pointer_1, s.pointer_2, s.pointer_3, s.pointer_4
    FROM service s
    WHERE s.code_groups LIKE '% spine-% %' OR s.code_groups LIKE '% at-% %'
)
SELECT r.claim_key, r.line_no, r.code, r.region, min(m.instead) AS other_region, min(d.printed) AS pointed,
    min(m.rule_source) AS rule_source, min(m.source_row) AS source_row, min(m.release) AS release
FROM regional r
JOIN diagnosis d
    ON d.claim_key = r.claim_key AND d.code_set = 'ICD10'
    AND d.position IN (r.pointer_1, r.pointer_2, r.pointer_3, r.pointer_4)
LEFT JOIN diagnosis_match m
    ON m.code = d.code AND m.rule = 'region' AND m.instead <> r.region
    AND (r.region IN ('neck', 'lower back')) = (m.instead IN ('neck', 'lower back'))
    AND NOT (r.region IN ('hip', 'knee') AND m.instead IN ('hip', 'knee'))
GROUP BY r.claim_key, r.line_no, r.code, r.region
HAVING min(CASE WHEN m.code IS NULL THEN 0 ELSE 1 END) = 1
