/*+++
id          = "DOC002"
name        = "record-could-be-better"
title       = "The record leaves out what a good report says"
since       = "0.2"
kind        = "set"
reads       = ["service", "answer"]
status      = "info"
disposition = "advisory"
citation    = [{ source = "ACR-SIR practice parameter", section = "reporting of image-guided procedures" }]
message     = "the report leaves out {say_missing} for {code}"
fix_text    = "say it in future reports"
+++
## What it checks
The requirements that no payment hangs on: indication, side, size, passes, complications, consent and the like.

## Why
They answer the questions of a reviewer before they are asked.

## How to fix
Say it in future reports.
*/
SELECT s.claim_key, s.line_no, s.code, a.report, listed(a.requirement, ', ', a.requirement) AS say_missing
FROM service s
JOIN answer a ON a.claim_key = s.claim_key AND a.code = s.code
WHERE NOT a.blocking AND a.answer <> 'met'
GROUP BY s.claim_key, s.line_no, s.code, a.report
