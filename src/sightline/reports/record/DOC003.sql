/*+++
id          = "DOC003"
name        = "supported-not-billed"
title       = "The report supports a code that the claim lacks"
since       = "0.2"
kind        = "set"
reads       = ["service", "report", "report_code", "answer", "known_code"]
status      = "review"
disposition = "advisory"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 23 §20.9" }]
message     = "the report supports {supported_code} ({done}), which the claim does not have"
evidence    = "{words}"
fix_text    = "add it if it was done and is yours to bill"
+++
## What it checks
Codes for the work that the report describes, with its own guidance, that no line of the claim has.

## Why
Work that was done and written down may be billed; work billed under another code is billed wrongly.

## Exceptions
Not where a line bills the same kind of work under a code that the report does not support: DOC004 names the codes for that line.
Guidance only where the code of the procedure does not include it, and only when every word needed is there.

## How to fix
A coder decides: another physician or the hospital may have billed it.
*/
SELECT r.claim_key, CAST(NULL AS INTEGER) AS line_no, r.code AS supported_code, r.done, r.report, r.words, r.words_start, r.words_end
FROM report_code r
WHERE EXISTS (SELECT 1 FROM service s WHERE s.claim_key = r.claim_key)
    AND NOT EXISTS (SELECT 1 FROM service s WHERE s.claim_key = r.claim_key AND s.code = r.code)
    AND NOT EXISTS (
        SELECT 1 FROM service s
        JOIN known_code billed ON billed.code = s.code AND billed.done <> 'guidance'
        JOIN known_code mine ON mine.code = r.code
        WHERE s.claim_key = r.claim_key AND (billed.done = mine.done OR (billed.family <> '' AND billed.family = mine.family))
            AND NOT EXISTS (SELECT 1 FROM report_code c WHERE c.claim_key = s.claim_key AND c.code = s.code)
    )
UNION ALL
SELECT r.claim_key, CAST(NULL AS INTEGER) AS line_no, r.guidance_code AS supported_code, 'guidance' AS done, r.report,
    a.words, a.words_start, a.words_end
FROM report r
JOIN answer a ON a.report = r.report AND a.code = r.guidance_code AND a.requirement = 'guidance-during-placement'
WHERE r.with_claim AND a.answer = 'met'
    AND EXISTS (SELECT 1 FROM report_code c WHERE c.report = r.report AND NOT c.includes_guidance AND c.done IN ('core', 'fluid'))
    AND NOT EXISTS (SELECT 1 FROM report_code c WHERE c.report = r.report AND c.includes_guidance)
    AND NOT EXISTS (SELECT 1 FROM service s JOIN known_code k ON k.code = s.code WHERE s.claim_key = r.claim_key AND k.done = 'guidance')
