/*+++
id          = "DRG001"
name        = "single-dose-without-jz"
title       = "Single-dose drug without JZ or JW"
since       = "0.2"
kind        = "set"
reads       = ["service"]
needs       = ["date", "place"]
applies     = "code_groups LIKE '% single-dose-drug %'"
status      = "fail"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "Noridian, modifier JZ page", section = "2024-03-20 (read)" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 17 §40 (not read)" }, { source = "Social Security Act", section = "1847A(h), discarded drugs (not read)" }]
message     = "{code} comes in single-dose containers, and the line has neither JZ nor JW"
fix_text    = "JZ when nothing was discarded; otherwise the discarded amount on a line of its own with JW"
guard       = { over = "service", where = "code_groups LIKE '% single-dose-drug %'" }
+++
## What it checks
A drug that comes in single-dose containers alone, from 2023-07-01, outside a facility, without JZ (nothing discarded) or JW
(the discarded amount).

## Why
Medicare returns separately payable single-dose drugs without one of the two.

## Exceptions
A line of a drug beside its line with JW. Drugs with multiple-dose containers too, or of which we are not sure.
Other payers than Medicare, whose rules on this are not loaded: reported as not checked.

## How to fix
State JZ, or bill what was discarded with JW.
*/
SELECT s.claim_key, s.line_no, s.code, s.modifiers
FROM service s
WHERE s.code_groups LIKE '% single-dose-drug %' AND NOT s.facility AND s.date_of_service >= '2023-07-01'
    AND s.modifier_list NOT LIKE '% JZ %' AND s.modifier_list NOT LIKE '% JW %'
    AND NOT EXISTS (
        SELECT 1
        FROM service o
        WHERE o.claim_key = s.claim_key AND o.code = s.code AND o.modifier_list LIKE '% JW %'
    )
