/*+++
id          = "DOC006"
name        = "guidance-in-what-was-done"
title       = "Guidance is billed beside a procedure that includes it"
since       = "0.2"
kind        = "set"
reads       = ["service", "report_code", "known_code"]
status      = "fail"
disposition = "line-denial"
carc        = "97"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter IX §H.22" }, { source = "NCCI PTP edits", section = "column 1 and column 2" }]
message     = "the report supports {included_in} only, which includes the guidance billed as {code}"
evidence    = "{words}"
fix_text    = "take the guidance off"
fix         = { action = "remove_line" }
+++
## What it checks
A guidance code, where every procedure that the report describes includes image guidance.

## Why
A code that includes radiologic guidance takes no guidance code beside it, whatever else the claim says.

## Exceptions
A second procedure of the same encounter that does not include guidance, and is in the report.

## How to fix
Take the guidance off.
*/
SELECT s.claim_key, s.line_no, s.code, c.codes AS included_in, c.report, c.words, c.words_start, c.words_end
FROM service s
JOIN known_code k ON k.code = s.code AND k.done = 'guidance'
JOIN (
    SELECT report, claim_key, listed(code, ', ', code) AS codes, min(words) AS words,
        min(words_start) AS words_start, min(words_end) AS words_end
    FROM report_code
    GROUP BY report, claim_key
    HAVING min(CASE WHEN includes_guidance THEN 1 ELSE 0 END) = 1
) c ON c.claim_key = s.claim_key
