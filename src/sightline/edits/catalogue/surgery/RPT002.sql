/*+++
id          = "RPT002"
name        = "repeat-by-the-other"
title       = "76 where another physician repeated, or 77 where the same one did"
since       = "0.2"
kind        = "set"
reads       = ["service"]
needs       = ["date", "one_day"]
applies     = "modifier_list LIKE '% 76 %' OR modifier_list LIKE '% 77 %'"
status      = "review"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §E (modifiers 76 and 77)" }]
message     = "{code}-{modifier}: {say_meaning}"
fix_text    = "76 when the same physician repeated it, 77 when another did"
guard       = { over = "service", where = "modifier_list LIKE '% 76 %' OR modifier_list LIKE '% 77 %'" }
+++
## What it checks
76 where every other line of the code that day is by another rendering provider, or 77 where every other is by the
same.

## Why
76 is a repeat by the same physician, 77 by another.

## Exceptions
No other line of the code that day (RPT001). Lines with both. Void claims.

## How to fix
Use the modifier that fits.
*/
WITH repeated AS (
    SELECT r.claim_key, r.line_no, r.code, r.modifier_list,
        max(CASE WHEN o.rendering_npi = r.rendering_npi THEN 1 ELSE 0 END) AS by_same,
        max(CASE WHEN o.rendering_npi <> r.rendering_npi THEN 1 ELSE 0 END) AS by_other
    FROM service r
    JOIN service o
        ON o.patient_day = r.patient_day AND o.code = r.code
        AND (o.claim_key <> r.claim_key OR o.line_no <> r.line_no)
    WHERE (r.modifier_list LIKE '% 76 %' OR r.modifier_list LIKE '% 77 %')
        AND NOT (r.modifier_list LIKE '% 76 %' AND r.modifier_list LIKE '% 77 %')
        AND r.rendering_npi <> '' AND o.rendering_npi <> ''
    GROUP BY r.claim_key, r.line_no, r.code, r.modifier_list
)
SELECT claim_key, line_no, code, CASE WHEN modifier_list LIKE '% 76 %' THEN '76' ELSE '77' END AS modifier,
    CASE WHEN modifier_list LIKE '% 76 %' THEN 'the first service of that day is by another physician'
        ELSE 'the first service of that day is by the same physician' END AS say_meaning
FROM repeated
WHERE (modifier_list LIKE '% 76 %' AND by_same = 0) OR (modifier_list LIKE '% 77 %' AND by_other = 0)
