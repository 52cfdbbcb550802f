/*+++
id          = "SCR001"
name        = "screening-colonoscopy-without-pt"
title       = "Screening colonoscopy without PT"
since       = "0.2"
kind        = "set"
reads       = ["service", "diagnosis"]
needs       = ["pointer"]
applies     = "code_groups LIKE '% screening-colonoscopy %'"
status      = "review"
disposition = "line-reduction"
carc        = "16"
citation    = [{ source = "Noridian, modifier PT page", section = "2022-12-06 (read)" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 18 §60 (not read)" }]
message     = "{code} for screening ({diagnosis}) without PT: the patient is charged as for a diagnostic colonoscopy"
fix_text    = "{say_advice}"
guard       = { over = "service", where = "code_groups LIKE '% screening-colonoscopy %'" }
+++
## What it checks
A colonoscopy (45378-45398) whose first diagnosis is a screening, or a history that makes it one, without PT.

## Why
Medicare takes no deductible from a screening that turned into treatment, when PT tells so; without a finding it has codes of its own.

## Exceptions
33. Other payers than Medicare, whose rules on this are not loaded: reported as not checked.

## How to fix
Add PT, or use G0105 or G0121.
*/
SELECT s.claim_key, s.line_no, s.code, s.modifiers, d.printed AS diagnosis,
    CASE WHEN s.code = '45378' THEN 'G0105 or G0121, for nothing was removed' ELSE 'PT' END AS say_advice
FROM service s
JOIN diagnosis d ON d.claim_key = s.claim_key AND d.position = s.pointer_1
WHERE s.code_groups LIKE '% screening-colonoscopy %' AND s.modifier_list NOT LIKE '% PT %' AND s.modifier_list NOT LIKE '% 33 %'
    AND (d.code IN ('Z1211', 'Z1212', 'Z800', 'Z83710', 'Z83711', 'Z83718', 'Z83719', 'Z8371') OR d.code LIKE 'Z8601%')
