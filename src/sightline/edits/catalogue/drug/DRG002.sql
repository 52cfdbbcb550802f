/*+++
id          = "DRG002"
name        = "nothing-and-something-discarded"
title       = "JZ and JW of one drug"
since       = "0.2"
kind        = "set"
reads       = ["service"]
status      = "fail"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "Noridian, modifier JZ page", section = "2024-03-20 (read)" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 17 §40 (not read)" }]
message     = "{code} has a discarded amount (JW), and line {other_line} says that nothing was discarded (JZ)"
fix_text    = "no JZ on the amount given when part of a container was discarded"
guard       = { over = "service", where = "(modifier_list LIKE '% JW %')" }
+++
## What it checks
A line with JW and a line of the same drug, claim and date with JZ, or both on one line.

## Why
JZ says that nothing was discarded, JW how much was.

## How to fix
Keep the one that the record says.
*/
SELECT s.claim_key, s.line_no, s.code, s.modifiers, min(o.line_no) AS other_line
FROM service s
JOIN service o ON o.claim_key = s.claim_key AND o.code = s.code AND o.modifier_list LIKE '% JZ %'
    AND o.date_of_service = s.date_of_service
WHERE s.modifier_list LIKE '% JW %'
GROUP BY s.claim_key, s.line_no, s.code, s.modifiers
