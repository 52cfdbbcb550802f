/*+++
id          = "THR002"
name        = "evaluation-of-another-discipline"
title       = "Therapy evaluation with the modifier of another discipline"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 5 §10.6 (not read)" }, { source = "CMS change request 10176", section = "evaluations of one discipline (the list as MLN Matters gives it, read)" }]
message     = "{code} is an evaluation under {right_modifier}, and the line has {modifiers}"
fix_text    = "{right_modifier}, or the evaluation of the other discipline"
+++
## What it checks
An evaluation of one discipline (97161-97164 physical therapy, 97165-97168 occupational therapy, 92521-92524, 92597 and 92607 speech) with
the modifier of another.

## Why
Evaluations belong to their discipline; Medicare returns the line.

## Exceptions
Other payers than Medicare, whose rules on this are not loaded: reported as not checked.

## How to fix
Correct the modifier or the code.
*/
SELECT claim_key, line_no, code, modifiers,
    CASE WHEN code_groups LIKE '% therapy-evaluation-gp %' THEN 'GP' WHEN code_groups LIKE '% therapy-evaluation-go %' THEN 'GO' ELSE 'GN' END AS right_modifier
FROM service
WHERE (code_groups LIKE '% therapy-evaluation-gp %' AND (modifier_list LIKE '% GO %' OR modifier_list LIKE '% GN %') AND modifier_list NOT LIKE '% GP %')
    OR (code_groups LIKE '% therapy-evaluation-go %' AND (modifier_list LIKE '% GP %' OR modifier_list LIKE '% GN %') AND modifier_list NOT LIKE '% GO %')
    OR (code_groups LIKE '% therapy-evaluation-gn %' AND (modifier_list LIKE '% GP %' OR modifier_list LIKE '% GO %') AND modifier_list NOT LIKE '% GN %')
