/*+++
id          = "COM001"
name        = "component-modifier-not-allowed"
title       = "26 or TC on a code that has no components"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule"]
applies     = "component <> ''"
status      = "fail"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "Attachment A, PC/TC indicator" }]
message     = "modifier {say_component} does not go with {code}: {say_meaning}"
evidence    = "{code}: {field} {value}"
fix_text    = "remove {say_component} from line {line_no}"
fix         = { action = "set_modifiers", safe = [{ component = "26", value = "2" }, { component = "TC", value = "3" }] }
+++
## What it checks
Modifier 26 or TC on a code whose PC/TC indicator does not allow it: 0, 2, 3, 4, 5 and 9 take neither, 6 and 8 take no
TC.

## Why
Only codes with indicator 1 have a professional and a technical component that are paid apart; payers reject the
modifier on others.

## Exceptions
Indicator 6 takes 26; so do the laboratory tests whose row with 26 has it, whatever their row without says. Indicator 7 is left to contractors. 26 and TC on one line of a code that takes neither are one
finding, here; of other codes COM004 speaks.

## How to fix
Remove the modifier, or bill the code that describes the component.
*/
SELECT claim_key, line_no, code, modifiers, 'PC/TC indicator' AS field, pctc AS value,
    CASE WHEN modifier_list LIKE '% 26 %' AND modifier_list LIKE '% TC %' THEN '26 TC' ELSE component END AS component,
    CASE WHEN modifier_list LIKE '% 26 %' AND modifier_list LIKE '% TC %' THEN '26 and TC' ELSE component END AS say_component,
    CASE pctc
        WHEN '0' THEN 'it is a physician service without components'
        WHEN '2' THEN 'it is the professional component by itself'
        WHEN '3' THEN 'it is the technical component by itself'
        WHEN '4' THEN 'it is the global test; other codes report its components'
        WHEN '5' THEN 'it is a service incident to a physician'
        WHEN '9' THEN 'components do not apply to it'
        ELSE 'it is an interpretation by a laboratory physician'
    END AS say_meaning, fs_row AS source_row, fs_row_release AS release,
    CASE WHEN pctc IN ('6', '8') THEN trim(replace(modifier_list, ' TC ', ' '))
        ELSE trim(replace(replace(modifier_list, ' 26 ', ' '), ' TC ', ' ')) END AS fix_value
FROM service
WHERE NOT (own_professional AND modifier_list NOT LIKE '% TC %')
    AND ((component <> '' AND pctc IN ('0', '2', '3', '4', '5', '9'))
    OR (component = 'TC' AND pctc IN ('6', '8')))
