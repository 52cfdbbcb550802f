/*+++
id          = "DOC013"
name        = "diagnosis-differs"
title       = "The diagnosis does not say what the indication says"
since       = "0.2"
kind        = "set"
reads       = ["diagnosis", "report"]
status      = "review"
disposition = "advisory"
carc        = "11"
citation    = [{ source = "ICD-10-CM Official Guidelines", section = "section IV.G" }]
message     = "diagnosis {printed} is coded; the report tells of {say_told}"
evidence    = "{words}"
fix_text    = "code {say_instead}"
+++
## What it checks
Lung nodules: a solitary nodule has a code of its own (R91.1), several or other findings another (R91.8).
Other organs are not looked at.

## Why
The diagnosis is what makes the service necessary; it is coded from what the physician wrote.

## How to fix
Code from the indication and the findings.
*/
SELECT d.claim_key, CAST(NULL AS INTEGER) AS line_no, d.printed, r.report, r.words, r.words_start, r.words_end,
    CASE WHEN d.code = 'R918' THEN 'a solitary nodule' ELSE 'several nodules' END AS say_told,
    CASE WHEN d.code = 'R918' THEN 'R91.1' ELSE 'R91.8' END AS say_instead
FROM diagnosis d
JOIN report r ON r.claim_key = d.claim_key
WHERE r.organ = 'lung' AND ((d.code = 'R918' AND r.nodule = 'solitary') OR (d.code = 'R911' AND r.nodule = 'several'))
