/*+++
id          = "MOD006"
name        = "contradicting-modifiers"
title       = "Modifiers that contradict each other"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §E (definitions of 22, 76 and 77)" }, { source = "CPT, Appendix A", section = "modifiers 22, 52 and 53 (not verified against the published text)" }]
message     = "{code} has {pair}: {say_meaning}"
fix_text    = "keep the one that the record describes"
+++
## What it checks
76 with 77 (the same and another physician), or 22 with 52 or 53 (more and less than the usual service), on one line.

## Why
The line says two things of which only one can be true.

## Exceptions
22 with 52 or 53 is for review: parts of a procedure may have been more and others less.

## How to fix
Keep one.
*/
SELECT claim_key, line_no, code, modifiers,
    CASE WHEN modifier_list LIKE '% 76 %' AND modifier_list LIKE '% 77 %' THEN '76 and 77'
        WHEN modifier_list LIKE '% 52 %' THEN '22 and 52' ELSE '22 and 53' END AS pair,
    CASE WHEN modifier_list LIKE '% 76 %' AND modifier_list LIKE '% 77 %' THEN 'it was repeated by the same physician or by another'
        ELSE 'it was more than the usual service or less' END AS say_meaning,
    CASE WHEN modifier_list LIKE '% 76 %' AND modifier_list LIKE '% 77 %' THEN 'fail' ELSE 'review' END AS status
FROM service
WHERE modifier_notes LIKE '% contradicting %'
