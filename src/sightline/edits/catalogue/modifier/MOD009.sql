/*+++
id          = "MOD009"
name        = "distinct-modifier-on-visit"
title       = "59 on a visit"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §E (modifier 59)" }]
message     = "{code}-{modifier}: 59 does not go on a visit; a visit that is separate from a procedure takes 25"
fix_text    = "use 25 when the visit was significant and separate"
+++
## What it checks
Modifier 59 on a visit code; XE, XS, XP and XU are for review.

## Why
59 tells procedures apart, not visits; for visits there is 25.

## Exceptions
XE, XS, XP and XU are subsets of 59, of which the manual does not say it in so many words.

## How to fix
Use 25, when the visit was significant and separately identifiable.
*/
SELECT claim_key, line_no, code, modifiers, distinct_modifier AS modifier,
    CASE WHEN distinct_modifier = '59' THEN 'fail' ELSE 'review' END AS status
FROM service
WHERE distinct_modifier <> '' AND visit
