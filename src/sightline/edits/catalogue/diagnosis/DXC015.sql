/*+++
id          = "DXC015"
name        = "diagnosis-of-the-other-side"
title       = "Diagnosis of the other side than the modifier"
since       = "0.2"
kind        = "set"
reads       = ["service", "diagnosis"]
needs       = ["pointer"]
applies     = "modifier_list LIKE '% LT %' OR modifier_list LIKE '% RT %'"
status      = "review"
disposition = "line-denial"
carc        = "11"
citation    = [{ source = "ICD-10-CM Official Guidelines", section = "I.B.13" }]
message     = "{code}-{side_modifier} for {printed}, which is of the {side} side: look at the side in the record"
fix_text    = "correct the modifier or the diagnosis"
guard       = { over = "service", where = "modifier_list LIKE '% LT %' OR modifier_list LIKE '% RT %'" }
+++
## What it checks
A line with LT or RT of which every diagnosis it points to that has a side has the other side.

## Why
Payers compare the side of the service with that of its reason.

## Exceptions
Lines with 50 or with both LT and RT. Diagnoses without a side, and a line that points to diagnoses of both sides.

## How to fix
Correct what the record contradicts.
*/
WITH sided AS (
    SELECT s.claim_key, s.line_no, s.code, d.printed, d.position, d.side, d.side_row, d.side_release,
        CASE WHEN s.modifier_list LIKE '% LT %' THEN 'LT' ELSE 'RT' END AS side_modifier,
        CASE WHEN s.modifier_list LIKE '% LT %' THEN 'left' ELSE 'right' END AS side_of_line
    FROM service s
    JOIN diagnosis d
        ON d.claim_key = s.claim_key AND d.position IN (s.pointer_1, s.pointer_2, s.pointer_3, s.pointer_4)
    WHERE (s.modifier_list LIKE '% LT %' OR s.modifier_list LIKE '% RT %') AND s.modifier_notes NOT LIKE '% both-sides %'
        AND s.modifier_list NOT LIKE '% 50 %' AND d.side IN ('left', 'right')
),
told AS (
    SELECT
        x.*,
        max(CASE WHEN side = side_of_line THEN 1 ELSE 0 END) OVER (PARTITION BY claim_key, line_no) AS agrees,
        row_number() OVER (PARTITION BY claim_key, line_no ORDER BY position) AS place
    FROM sided x
)
SELECT claim_key, line_no, code, side_modifier, printed, side, side_row AS source_row, side_release AS release
FROM told
WHERE agrees = 0 AND place = 1
