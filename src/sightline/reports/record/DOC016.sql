/*+++
id          = "DOC016"
name        = "not-judged"
title       = "A billed code that the report cannot be judged for"
since       = "0.3"
kind        = "set"
reads       = ["service", "report", "answer", "known_code"]
status      = "review"
disposition = "advisory"
citation    = [{ source = "CMS Program Integrity Manual, Pub. 100-08", section = "chapter 3 §3.3.2" }]
message     = "the documentation of {code} is not judged: {say_why}"
evidence    = "{words}"
fix_text    = "{say_fix}"
+++
## What it checks
Billed codes for which Sightline has no documentation requirements, and codes that have some where the report describes no
procedure that Sightline reads, or one that it recognizes only.

## Why
That nothing is found must not look like "supported".

## Exceptions
A procedure code that the report does not describe is DOC004, unless the report names procedures of its kind.

## How to fix
Read the record for these codes; when it is the wrong report, send the right one.
*/
SELECT s.claim_key, s.line_no, CASE WHEN a.code IS NULL THEN 'info' ELSE 'review' END AS status, s.code, r.report, r.words, r.words_start, r.words_end,
    CASE
        WHEN a.code IS NULL THEN 'Sightline has no documentation requirements for it'
        WHEN r.scope = 'not covered' THEN 'the report describes what is not covered (' || r.families || ')'
        ELSE 'the report describes no procedure that Sightline reads'
    END AS say_why,
    CASE WHEN a.code IS NULL THEN 'read the record for this code' ELSE 'read the record for this code, or send the report of the procedure that is billed' END AS say_fix
FROM service s
JOIN report r ON r.claim_key = s.claim_key AND r.with_claim
LEFT JOIN (SELECT DISTINCT report, code FROM answer) a ON a.report = r.report AND a.code = s.code
LEFT JOIN known_code k ON k.code = s.code AND k.done <> 'guidance'
WHERE NOT EXISTS (SELECT 1 FROM report o WHERE o.claim_key = s.claim_key AND o.report < r.report)
    AND ((a.code IS NULL AND k.code IS NULL) OR (a.code IS NOT NULL AND r.scope <> 'read' AND k.code IS NULL)
        OR (a.code IS NOT NULL AND r.scope = 'not covered' AND k.family <> '' AND r.families LIKE '%' || k.family || '%')
        OR (a.code IS NULL AND k.code IS NOT NULL AND r.scope = 'read' AND EXISTS (SELECT 1 FROM answer x WHERE x.report = r.report)))
