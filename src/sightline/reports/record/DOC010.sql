/*+++
id          = "DOC010"
name        = "deleted-code-ordered"
title       = "The order names a code that is deleted"
since       = "0.2"
kind        = "set"
reads       = ["report", "lineage"]
status      = "review"
disposition = "advisory"
citation    = [{ source = "AMA CPT", section = "code changes by year" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 23 §20.9" }]
message     = "the order names {ordered_code}, deleted {deleted_on}{say_instead}"
evidence    = "{words}"
fix_text    = "bill the code that took its place, and fix the order catalogue"
+++
## What it checks
The procedure code of the order (OBR-4, or "Order:" in the report), against the codes that are deleted.

## Why
What is ordered under an old code tends to be billed under it.

## Exceptions
An order of before the deletion.

## How to fix
Bill the code that took its place, and fix the order catalogue.
*/
SELECT r.claim_key, CAST(NULL AS INTEGER) AS line_no, r.ordered_code, g.deleted_on, g.successors, r.report, r.words, r.words_start, r.words_end,
    CASE WHEN g.successors <> '' THEN '; now ' || g.successors ELSE '' END AS say_instead
FROM report r
JOIN gone g ON g.code = r.ordered_code
WHERE r.served_on IS NULL OR r.served_on >= g.deleted_on
