/*+++
id          = "COM004"
name        = "both-components-on-line"
title       = "26 and TC on one line"
since       = "0.1"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 13 §20.1-20.2" }]
message     = "{code} has 26 and TC on one line: both components together are the global service, billed with neither"
fix_text    = "{say_advice}"
fix         = { action = "set_modifiers" }
+++
## What it checks
Modifiers 26 and TC on the same line.

## Why
The two together are the global service, which takes neither modifier. In a facility the physician is paid the
professional component alone.

## Exceptions
Codes that take neither (COM001).

## How to fix
In a facility keep 26. Elsewhere remove both, or split the line when two providers did the parts.
*/
SELECT claim_key, line_no, code, modifiers, place_of_service,
    CASE WHEN facility THEN 'keep 26 alone: in place of service ' || place_of_service || ' the facility is paid for the technical component'
        ELSE 'remove both when one provider did both parts; otherwise each bills its own' END AS say_advice,
    CASE WHEN facility THEN trim(replace(modifier_list, ' TC ', ' '))
        WHEN NOT facility THEN trim(replace(replace(modifier_list, ' 26 ', ' '), ' TC ', ' ')) END AS fix_value
FROM service
WHERE coalesce(pctc, '') NOT IN ('0', '2', '3', '4', '5', '9') AND modifier_list LIKE '% 26 %' AND modifier_list LIKE '% TC %'
