/*+++
id          = "DOC015"
name        = "named-code-differs"
title       = "The report names a code for another procedure than it describes"
since       = "0.3"
kind        = "set"
reads       = ["report", "named_code", "report_code", "known_code"]
status      = "review"
disposition = "advisory"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 23 §20.9" }, { source = "Social Security Act", section = "§1833(e)" }]
message     = "the report names {named}; what it describes supports {supported_codes}"
evidence    = "{words}"
fix_text    = "code what the report describes; have the heading of the report corrected"
+++
## What it checks
A procedure code that the report itself names ("PROCEDURE: 32557 …"), against what its own words describe.

## Why
A code in a heading is often that of the order or of a template. What was done decides, and whoever codes from the heading
codes what was planned.

## Exceptions
Codes that no report supports here, and reports that describe no procedure.

## How to fix
Code what the report describes; the heading is corrected by an addendum.
*/
SELECT n.claim_key, CAST(NULL AS INTEGER) AS line_no, n.named, c.supported_codes, n.report, n.words, n.words_start, n.words_end
FROM named_code n
JOIN known_code k ON k.code = n.named AND k.done <> 'guidance'
JOIN (
    SELECT report, claim_key, listed(code, ', ', code) AS supported_codes
    FROM report_code
    GROUP BY report, claim_key
) c ON c.report = n.report
WHERE NOT EXISTS (SELECT 1 FROM report_code o WHERE o.report = n.report AND o.code = n.named)
