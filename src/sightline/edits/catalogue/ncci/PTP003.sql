/*+++
id          = "PTP003"
name        = "column-2-paid-earlier"
title       = "Code includes another that an earlier claim billed"
since       = "0.2"
kind        = "set"
reads       = ["pair"]
needs       = ["date", "ptp", "one_day"]
status      = "review"
disposition = "records-request"
carc        = "236"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §E" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 23 §20.9" }]
message     = "{column_1} includes {column_2}, which an earlier claim billed (line {other_line}){say_claimed}: check whether that was paid, for one of the two will be taken back"
evidence    = "{column_1} / {column_2}, indicator {indicator}, {since}"
fix_text    = "correct the earlier claim when {column_2} was part of {column_1}"
guard       = { over = "claim", where = "is_history" }
+++
## What it checks
As PTP001 and PTP002, where the column 2 code stands on an earlier claim (--history) and the column 1 code on the
claim that is checked.

## Why
The pair is paid once, whatever the order of the claims.

## Exceptions
Modifiers bypass a pair of indicator 1 as in PTP001. Pairs within the claims that are checked are for PTP001 and
PTP002.

## How to fix
Replace the earlier claim without the column 2 line, or show that the services were separate.
*/
SELECT other_claim_key AS claim_key, other_line AS line_no, claim_key AS other_claim_key, line_no AS other_line,
    column_1, column_2, indicator, since,
    CASE WHEN bypass = '' THEN 'review' ELSE 'bypassed' END AS status,
    CASE WHEN bypass = '' THEN '' ELSE '; modifier ' || bypass || ' claims an exception' END AS say_claimed,
    source_row, source_part, release
FROM pair
WHERE claim_key < 0 AND other_claim_key >= 0
