/*+++
id          = "MAT001"
name        = "maternity-package"
title       = "Part of the maternity package beside the package"
since       = "0.2"
kind        = "set"
reads       = ["spaced"]
needs       = ["date"]
applies     = "spacing LIKE '% maternity %' AND assisting = '' AND NOT visit"
status      = "fail"
disposition = "line-denial"
carc        = "97"
rarc        = "M15"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter VII §G.1" }, { source = "CPT", section = "maternity care and delivery (not read)" }]
message     = "{code}: {words}; {earlier_code} was on {earlier_on} ({related_line})"
evidence    = "{earlier_code} on {earlier_on}"
fix_text    = "the package alone, or its pieces (antepartum care, delivery, postpartum care) without it"
guard       = { over = "service", where = "spacing LIKE '% maternity %' AND NOT visit" }
+++
## What it checks
By one physician or group: antepartum (59425, 59426) or postpartum care (59430) beside the whole package (59400, 59510,
59610, 59618); postpartum care beside a delivery with postpartum care; antepartum or postpartum care twice in a
pregnancy. As a review: office visits for the supervision of a normal pregnancy (Z34) before the whole package, the
routine postpartum visit (Z39.2) after it, two births within half a year.

## Why
The whole package includes antepartum care, delivery and postpartum care.

## Exceptions
Another group's care: the pieces are for that. Visits for other reasons, or for a pregnancy at risk. Assistants.

## How to fix
Bill the package, or the pieces.
*/
SELECT claim_key, line_no, status, other_claim_key, other_line, code, words, earlier_code, earlier_on, rule, rule_source
FROM spaced
WHERE family = 'maternity'
