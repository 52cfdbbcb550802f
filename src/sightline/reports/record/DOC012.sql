/*+++
id          = "DOC012"
name        = "modality-differs"
title       = "Guidance is billed of another modality than the report's"
since       = "0.2"
kind        = "set"
reads       = ["service", "report", "known_code"]
status      = "fail"
disposition = "line-denial"
carc        = "16"
citation    = [{ source = "CPT Radiology Guidelines", section = "image guidance" }]
message     = "{code} is billed; the report tells of guidance by {modality} ({say_code})"
evidence    = "{words}"
fix_text    = "bill the guidance that was used"
fix         = { action = "replace_code" }
+++
## What it checks
The guidance code billed, against the imaging that the report names as guidance.

## Why
Each modality has its own code.

## Exceptions
A report that names no modality is DOC001.

## How to fix
Bill the guidance that was used.
*/
SELECT s.claim_key, s.line_no, s.code, r.modality, r.guidance_code AS fix_value, r.report, r.words, r.words_start, r.words_end, r.guidance_code AS say_code
FROM service s
JOIN report r ON r.claim_key = s.claim_key
JOIN known_code k ON k.code = s.code AND k.done = 'guidance'
WHERE r.guidance_code <> '' AND s.code <> r.guidance_code
    AND NOT (s.code IN ('77002', '77003') AND r.guidance_code IN ('77002', '77003'))
