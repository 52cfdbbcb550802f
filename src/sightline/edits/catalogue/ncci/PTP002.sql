/*+++
id          = "PTP002"
name        = "column-2-code-never-beside"
title       = "Code is never paid beside another code of the same date"
since       = "0.1"
kind        = "set"
reads       = ["pair"]
needs       = ["date", "ptp", "one_day"]
status      = "fail"
disposition = "line-denial"
carc        = "236"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §E" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 23 §20.9" }]
message     = "{column_2} is never paid beside {column_1} ({related_line}): no modifier bypasses this edit{say_why}"
evidence    = "{column_1} / {column_2}, indicator {indicator}, {since}"
fix_text    = "{say_advice}"
fix         = { action = "remove_line" }
guard       = { over = "ptp", where = "release IS NOT NULL" }
+++
## What it checks
As PTP001, for the pairs with modifier indicator 0.

## Why
With indicator 0 no modifier bypasses the edit: the two codes are never paid together for one patient, date and
physician.

## Exceptions
None by modifier. An edit that had ended before the date of service, or begins after it, does not fire. Where column 1 is
of status T and column 2 payable, the finding is for review, as in PTP001.

## How to fix
Remove the column 2 line.
*/
SELECT
    claim_key,
    line_no,
    CASE WHEN yields THEN 'review' ELSE 'fail' END AS status,
    other_claim_key,
    other_line,
    column_1,
    column_2,
    indicator,
    since,
    ended_before,
    yielding AS say_why,
    removal AS say_advice,
    NOT yields AS fix_applies,
    source_row,
    source_part,
    release
FROM
@include pair_with_words.query
WHERE indicator = '0'
