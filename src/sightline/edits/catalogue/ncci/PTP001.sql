/*+++
id          = "PTP001"
name        = "column-2-code-billed"
title       = "Code is included in another code of the same date"
since       = "0.1"
kind        = "set"
reads       = ["pair", "surgery", "included_visit"]
defers_to   = ["GLO002", "GLO003"]
needs       = ["date", "ptp", "one_day"]
status      = "fail"
disposition = "line-denial"
carc        = "236"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §E" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 23 §20.9" }]
message     = "{column_2} is included in {column_1} ({related_line}){say_why}{say_claimed}"
evidence    = "{column_1} / {column_2}, indicator {indicator}, {since}"
fix_text    = "{say_advice}"
fix         = { action = "remove_line" }
guard       = { over = "ptp", where = "release IS NOT NULL" }
+++
## What it checks
Two codes of one patient, one date and one physician (same group and specialty count as one) that NCCI lists as a pair
with modifier indicator 1. The column 1 code is paid; the column 2 code is denied, whatever the charges or the order
of the lines. Lines of other claims in the input count too.

## Why
Medicare, and most payers that follow NCCI, pay the column 2 code as part of the column 1 code.

## Exceptions
A PTP-associated modifier bypasses the edit: anatomic, 27, 58, 78, 79, 91 on either code; 24, 25 and 57 on the code of
the two that is evaluation and management, and nowhere else; 59 and X{EPSU} on either code from 2019-07-01 on, before
that on the column 2 code only. The finding is then
`bypassed`: the modifier is a claim that records must support. An edit that had ended before the date of service, or
begins after it, does not fire. Where GLO002 or GLO003 reports the visit beside that procedure, since what bypasses the
pair (a side, or 25 before a major procedure) does not make the visit separate, this edit is silent: not so beside the
procedure of an assistant, or with 55 or 56, which have no global period, nor where those edits are not checked. Image guidance may be bypassed only when it is unrelated to the procedure that
includes it (Policy Manual chapter IX §H.22).
A column 1 code of status T is not paid beside a payable column 2 code (STA004), so that one of the two rules leaves the
other nothing to deny: the finding is for review, and says, as STA004 does, to remove the column 1 line.

## How to fix
Remove the column 2 line, or, when the two services truly were separate, append the modifier that says how and keep
the records. Where one of the two is a visit, that is 25 on the visit; 57 or 24 where the other is a major procedure.
*/
SELECT
    claim_key,
    line_no,
    CASE WHEN bypass <> '' THEN 'bypassed' WHEN yields THEN 'review' ELSE 'fail' END AS status,
    other_claim_key,
    other_line,
    column_1,
    column_2,
    indicator,
    since,
    ended_before,
    bypass AS modifier,
    CASE WHEN guidance_included THEN ': the procedure already includes image guidance'
        WHEN bypass = '' THEN yielding
        ELSE '' END AS say_why,
    CASE
        WHEN bypass = '' THEN ''
        WHEN same_site THEN '; modifier ' || bypass || ' stands on both lines: a payer may let it pass, but it names one site, not two'
        ELSE '; modifier ' || bypass || ' claims an exception that the records must support'
    END AS say_claimed,
    CASE
        WHEN bypass IN ('24', '25', '57') THEN 'keep a record of the visit that shows it separate; otherwise remove line '
            || CAST(line_no AS VARCHAR)
        WHEN bypass <> '' AND evaluation_2 THEN 'keep records that show the visit separate from ' || column_1
            || '; otherwise remove line ' || CAST(line_no AS VARCHAR)
        WHEN bypass <> '' THEN 'keep records that show a separate procedure, site or session; otherwise remove line '
            || CAST(line_no AS VARCHAR)
        WHEN yields THEN removal
        WHEN evaluation_2 AND global_1 = '090' THEN '57 on ' || column_2 || ' (line ' || CAST(line_no AS VARCHAR)
            || ') when that visit led to the decision for ' || column_1 || ', 24 when it had nothing to do with it; otherwise remove it'
        WHEN evaluation_2 THEN '25 on ' || column_2 || ' (line ' || CAST(line_no AS VARCHAR)
            || ') when it was significant and separate from ' || column_1 || ', with records to show it; otherwise remove it'
        WHEN evaluation_1 THEN 'remove line ' || CAST(line_no AS VARCHAR) || '; if ' || column_2
            || ' was separate from the visit, 25 on ' || column_1 || at_line || ', with records to show it'
        ELSE 'remove line ' || CAST(line_no AS VARCHAR) || '; if ' || column_2
            || ' served another procedure, site or session, 59 or XE, XS, XP, XU with records to show it'
    END AS say_advice,
    bypass = '' AND NOT yields AS fix_applies,
    source_row,
    source_part,
    release
FROM
@include pair_with_words.query
WHERE indicator = '1'
    -- Of a visit that the global period of the column 1 procedure includes, GLO002 or GLO003 tells, where they are checked.
    AND NOT EXISTS (
        SELECT 1 FROM included_visit v
        WHERE v.claim_key = q.claim_key AND v.line_no = q.line_no AND v.procedure = q.column_1 AND v.told
    )
