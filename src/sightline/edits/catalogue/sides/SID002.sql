/*+++
id          = "SID002"
name        = "modifier-of-another-part"
title       = "Modifier of a finger on a toe, or the other way"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "HCPCS level II modifiers", section = "FA to F9, TA to T9" }]
message     = "{code} is done on {say_part}, and the line has {modifiers}"
fix_text    = "the modifier of {say_part}"
+++
## What it checks
A modifier of a finger (FA to F9) on a procedure on a toe, or of a toe (TA to T9) on one on a finger.

## Why
The line says two things of which one is wrong.

## How to fix
Correct the modifier or the code.
*/
SELECT claim_key, line_no, code, modifiers,
    CASE WHEN code_groups LIKE '% toe-procedure %' THEN 'a toe' ELSE 'a finger' END AS say_part
FROM service
WHERE (code_groups LIKE '% toe-procedure %' AND NOT code_groups LIKE '% finger-procedure %' AND (modifier_list LIKE '% FA %' OR modifier_list LIKE '% F1 %' OR modifier_list LIKE '% F2 %' OR modifier_list LIKE '% F3 %' OR modifier_list LIKE '% F4 %' OR modifier_list LIKE '% F5 %' OR modifier_list LIKE '% F6 %' OR modifier_list LIKE '% F7 %' OR modifier_list LIKE '% F8 %' OR modifier_list LIKE '% F9 %'))
    OR (code_groups LIKE '% finger-procedure %' AND NOT code_groups LIKE '% toe-procedure %' AND (modifier_list LIKE '% TA %' OR modifier_list LIKE '% T1 %' OR modifier_list LIKE '% T2 %' OR modifier_list LIKE '% T3 %' OR modifier_list LIKE '% T4 %' OR modifier_list LIKE '% T5 %' OR modifier_list LIKE '% T6 %' OR modifier_list LIKE '% T7 %' OR modifier_list LIKE '% T8 %' OR modifier_list LIKE '% T9 %'))
