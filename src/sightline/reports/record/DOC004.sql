/*+++
id          = "DOC004"
name        = "billed-not-supported"
title       = "The claim bills a procedure that the report does not describe"
since       = "0.2"
kind        = "set"
reads       = ["service", "report", "report_code", "known_code"]
status      = "fail"
disposition = "records-request"
carc        = "252"
rarc        = "N706"
citation    = [{ source = "CMS Program Integrity Manual, Pub. 100-08", section = "chapter 3 §3.3.2" }, { source = "Social Security Act", section = "§1833(e)" }]
message     = "{code} is billed; the report describes {say_described}"
evidence    = "{words}"
fix_text    = "bill the code of what was done, or send the report of this procedure"
+++
## What it checks
Billed codes for sampling, draining or injecting that the report's own words do not support.

## Why
The record decides what was done.

## Exceptions
A report that says nothing of any procedure gives a review: it may be the wrong report. So does one that names no procedure of
the code's family (a port, a joint): that may have a report of its own. A report that names such procedures, and none that is
read, is DOC016.

## How to fix
Bill the code of what was done, or send the report of this procedure.
*/
WITH described AS (
    SELECT report, claim_key, listed(code, ', ', code) AS codes, min(words) AS words, min(words_start) AS words_start,
        min(words_end) AS words_end
    FROM report_code
    GROUP BY report, claim_key
)
SELECT s.claim_key, s.line_no,
    CASE WHEN d.codes IS NULL OR (k.family <> '' AND r.families NOT LIKE '%' || k.family || '%') THEN 'review' ELSE 'fail' END AS status,
    s.code, r.report, d.words, d.words_start, d.words_end, d.codes AS supported_codes,
    CASE WHEN d.codes IS NULL THEN 'no procedure that supports a code' ELSE 'what supports ' || d.codes END AS say_described
FROM service s
JOIN report r ON r.claim_key = s.claim_key AND r.with_claim
JOIN known_code k ON k.code = s.code AND k.done <> 'guidance'
LEFT JOIN described d ON d.report = r.report
WHERE NOT EXISTS (SELECT 1 FROM report_code c WHERE c.claim_key = s.claim_key AND c.code = s.code)
    AND NOT (d.codes IS NULL AND k.family <> '' AND r.families LIKE '%' || k.family || '%')
    AND NOT EXISTS (SELECT 1 FROM report o WHERE o.claim_key = s.claim_key AND o.report < r.report)
