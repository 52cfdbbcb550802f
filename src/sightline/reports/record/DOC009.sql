/*+++
id          = "DOC009"
name        = "core-and-aspirate"
title       = "Core and aspirate of one lesion are both billed"
since       = "0.2"
kind        = "set"
reads       = ["service", "report", "known_code"]
status      = "review"
disposition = "line-denial"
carc        = "97"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter III" }, { source = "CPT Surgery Guidelines", section = "fine needle aspiration" }]
message     = "{code} and a core biopsy are both billed{say_lesions}"
evidence    = "{words}"
fix_text    = "keep the core biopsy, or show in the record that the two were of different lesions"
+++
## What it checks
A fine needle aspiration billed beside a core biopsy, where the report does not tell of two lesions.

## Why
An aspiration of the same lesion, at the same session, under the same guidance is part of the core biopsy.

## Exceptions
Two or more lesions sampled, by the report.

## How to fix
Keep the core biopsy, or show in the record that the two were of different lesions.
*/
SELECT s.claim_key, s.line_no, s.code, min(o.line_no) AS other_line, r.report, r.words, r.words_start, r.words_end,
    CASE WHEN r.lesions = 1 THEN ', and the report sampled one lesion' ELSE ', and the report does not tell two lesions apart' END AS say_lesions
FROM service s
JOIN service o ON o.claim_key = s.claim_key AND o.line_no <> s.line_no
JOIN known_code k ON k.code = o.code AND k.done = 'core'
JOIN report r ON r.claim_key = s.claim_key
WHERE (s.code BETWEEN '10004' AND '10012' OR s.code = '10021') AND coalesce(r.lesions, 1) < 2
GROUP BY s.claim_key, s.line_no, s.code, r.report, r.lesions, r.words, r.words_start, r.words_end
