/*+++
id          = "DXC027"
name        = "obesity-operation-without-bmi"
title       = "Operation for obesity without the body mass index"
since       = "0.4"
kind        = "set"
reads       = ["service", "diagnosis"]
status      = "review"
disposition = "line-denial"
carc        = "50"
citation    = [{ source = "ICD-10-CM tabular list FY2026", section = "use additional code at E66" }, { source = "CMS National Coverage Determinations Manual, Pub. 100-03", section = "100.1 (not read)" }]
message     = "{code} for {obesity}, and no body mass index (Z68) is on the claim"
fix_text    = "add the code of Z68 that the record has"
guard       = { over = "service", where = "code_groups LIKE '% obesity-operation %'" }
+++
## What it checks
A bariatric operation on a claim with obesity (E66) and without a body mass index (Z68).

## Why
Payers pay these operations from a body mass index on; E66 does not say it, and the tabular list wants it beside.

## Exceptions
Operations on the stomach for another reason than obesity.

## How to fix
Add the index.
*/
SELECT s.claim_key, s.line_no, s.code, min(d.printed) AS obesity
FROM service s
JOIN diagnosis d ON d.claim_key = s.claim_key AND d.code_set = 'ICD10' AND d.code LIKE 'E66%'
WHERE s.code_groups LIKE '% obesity-operation %'
    AND NOT EXISTS (SELECT 1 FROM diagnosis o WHERE o.claim_key = s.claim_key AND o.code LIKE 'Z68%')
GROUP BY s.claim_key, s.line_no, s.code
