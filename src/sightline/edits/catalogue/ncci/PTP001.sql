/*+++
id          = "PTP001"
name        = "column-2-code-billed"
title       = "Code is included in another code of the same date"
since       = "0.1"
kind        = "set"
reads       = ["pair"]
needs       = ["date", "ptp", "one_day"]
status      = "fail"
disposition = "line-denial"
carc        = "236"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §E" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 23 §20.9" }]
message     = "{column_2} is included in {column_1} ({say_place}){say_why}{say_claimed}"
evidence    = "{column_1} / {column_2}, indicator {indicator}, {since}"
mend        = "{say_advice}"
fix         = { action = "remove_line" }
guard       = { over = "ptp", where = "column_1_no IN (SELECT code_no FROM service) AND column_2_no IN (SELECT code_no FROM service)" }
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
begins after it, does not fire. Where 59, a side or the like bypasses the pair of a visit and a procedure with a global
period, GLO002 or GLO003 asks for 25 or 57. Image guidance may be bypassed only when it is unrelated to the procedure that
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
    say_place,
    CASE WHEN guidance_included THEN ': the procedure already includes image guidance'
        WHEN yields AND bypass = '' THEN '; but ' || column_1 || ' is itself paid only when nothing else is payable that day (STA004)'
        ELSE '' END AS say_why,
    CASE
        WHEN bypass = '' THEN ''
        WHEN same_site THEN '; modifier ' || bypass || ' stands on both lines: a payer may let it pass, but it names one site, not two'
        ELSE '; modifier ' || bypass || ' claims an exception that the records must support'
    END AS say_claimed,
    CASE
        WHEN bypass IN ('24', '25', '57') THEN 'keep a record of the visit that shows it separate; otherwise remove line '
            || CAST(line_no AS VARCHAR)
        WHEN bypass <> '' THEN 'keep records that show a separate procedure, site or session; otherwise remove line '
            || CAST(line_no AS VARCHAR)
        WHEN yields THEN 'remove ' || column_1 || ' (' || say_place || '), which is not paid beside ' || column_2
            || '; line ' || CAST(line_no AS VARCHAR) || ' then stands'
        WHEN evaluation_2 AND global_1 = '090' THEN '57 on ' || column_2 || ' (line ' || CAST(line_no AS VARCHAR)
            || ') when that visit led to the decision for ' || column_1 || ', 24 when it had nothing to do with it; otherwise remove it'
        WHEN evaluation_2 THEN '25 on ' || column_2 || ' (line ' || CAST(line_no AS VARCHAR)
            || ') when it was significant and separate from ' || column_1 || ', with records to show it; otherwise remove it'
        WHEN evaluation_1 THEN 'remove line ' || CAST(line_no AS VARCHAR) || '; if ' || column_2
            || ' was separate from the visit, 25 on ' || column_1 || ' (' || say_place || '), with records to show it'
        ELSE 'remove line ' || CAST(line_no AS VARCHAR) || '; if ' || column_2
            || ' served another procedure, site or session, 59 or XE, XS, XP, XU with records to show it'
    END AS say_advice,
    CASE WHEN bypass = '' AND NOT yields THEN '' END AS fix_value,
    source_row,
    source_part,
    release
FROM pair
WHERE indicator = '1'
    -- What a modifier of the procedure says of a visit on its day, GLO002 and GLO003 tell, and 25 before a major procedure.
    AND NOT coalesce(
        is_visit_2 AND NOT evaluation_1 AND bypass <> '' AND (
            (global_1 IN ('000', '010') AND bypass NOT IN ('24', '25', '57'))
            OR (global_1 = '090' AND bypass NOT IN ('24', '57'))
        ), FALSE)
