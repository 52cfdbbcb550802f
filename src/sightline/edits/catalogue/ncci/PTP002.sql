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
message     = "{column_2} is never paid beside {column_1} ({say_place}): no modifier bypasses this edit{say_why}"
evidence    = "{column_1} / {column_2}, indicator {indicator}, {since}"
mend        = "{say_advice}"
fix         = { action = "remove_line" }
guard       = { over = "ptp", where = "column_1_no IN (SELECT code_no FROM service) AND column_2_no IN (SELECT code_no FROM service)" }
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
    say_place,
    CASE WHEN yields THEN '; but ' || column_1 || ' is itself paid only when nothing else is payable that day (STA004)' ELSE '' END AS say_why,
    CASE WHEN yields THEN 'remove ' || column_1 || ' (' || say_place || '), which is not paid beside ' || column_2
        || '; line ' || CAST(line_no AS VARCHAR) || ' then stands' ELSE 'remove line ' || CAST(line_no AS VARCHAR) END AS say_advice,
    CASE WHEN NOT yields THEN '' END AS fix_value,
    source_row,
    source_part,
    release
FROM pair
WHERE indicator = '0'
