/*+++
id          = "DXC029"
name        = "side-known-and-left-open"
title       = "Side told by the modifier and left open by the diagnosis"
since       = "0.4"
kind        = "set"
reads       = ["service", "diagnosis"]
needs       = ["pointer"]
applies     = "modifier_list LIKE '% LT %' OR modifier_list LIKE '% RT %'"
status      = "review"
disposition = "line-denial"
carc        = "11"
rarc        = "M64"
citation    = [{ source = "ICD-10-CM Official Guidelines", section = "I.B.13 and I.B.18 (not read)" }]
message     = "{code}-{side_modifier} for {printed}, which leaves the side open although there is a code for the {side}"
fix_text    = "the diagnosis of the side that the modifier tells"
guard       = { over = "service", where = "modifier_list LIKE '% LT %' OR modifier_list LIKE '% RT %'" }
+++
## What it checks
A line with LT or RT that points to a diagnosis of an unspecified side, where ICD-10-CM has codes for each side.

## Why
Whoever tells the side of the service knows that of its reason; many payers deny an unspecified side.

## Exceptions
Lines with 50 or with both LT and RT, and lines that point to a diagnosis of a side too. An unspecified side without such a modifier:
DXC008, for information.

## How to fix
Use the code of the side.
*/
WITH sided AS (
    SELECT s.claim_key, s.line_no, s.code, d.printed, d.position, d.side, d.side_row, d.side_release,
        CASE WHEN s.modifier_list LIKE '% LT %' THEN 'LT' ELSE 'RT' END AS side_modifier
    FROM service s
    JOIN diagnosis d
        ON d.claim_key = s.claim_key AND d.position IN (s.pointer_1, s.pointer_2, s.pointer_3, s.pointer_4)
    WHERE (s.modifier_list LIKE '% LT %' OR s.modifier_list LIKE '% RT %') AND s.modifier_notes NOT LIKE '% both-sides %'
        AND s.modifier_list NOT LIKE '% 50 %' AND d.side <> ''
),
told AS (
    SELECT
        x.*,
        max(CASE WHEN side = 'unspecified' THEN 0 ELSE 1 END) OVER (PARTITION BY claim_key, line_no) AS told_by_another,
        row_number() OVER (PARTITION BY claim_key, line_no ORDER BY position) AS place
    FROM sided x
)
SELECT claim_key, line_no, code, side_modifier, printed, CASE side_modifier WHEN 'LT' THEN 'left' ELSE 'right' END AS side,
    side_row AS source_row, side_release AS release
FROM told
WHERE told_by_another = 0 AND place = 1
