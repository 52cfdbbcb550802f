/*+++
id          = "DOC007"
name        = "lesions-differ"
title       = "More lesions are billed than the report sampled"
since       = "0.2"
kind        = "set"
reads       = ["service", "report"]
status      = "fail"
disposition = "records-request"
carc        = "151"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter III" }, { source = "CPT Surgery Guidelines", section = "fine needle aspiration" }]
message     = "{billed} lesions are billed; the report sampled {lesions}"
evidence    = "{words}"
fix_text    = "bill one for the first lesion and one for each further lesion that was sampled"
+++
## What it checks
Fine needle aspirations billed (first lesion and further lesions), against the number of lesions that the report sampled.

## Why
The unit is the lesion, not the pass.

## Exceptions
A report that does not say how many lesions were sampled is not judged.

## How to fix
Bill one for the first lesion and one for each further lesion that was sampled.
*/
SELECT s.claim_key, min(s.line_no) AS line_no, r.lesions, CAST(sum(s.units) AS INTEGER) AS billed, r.report, r.words, r.words_start, r.words_end
FROM service s
JOIN report r ON r.claim_key = s.claim_key
WHERE s.code BETWEEN '10004' AND '10012' AND r.lesions IS NOT NULL
GROUP BY s.claim_key, r.lesions, r.report, r.words, r.words_start, r.words_end
HAVING sum(s.units) > r.lesions
