/*+++
id          = "FRQ001"
name        = "removed-before"
title       = "Procedure on what was removed before"
since       = "0.2"
kind        = "set"
reads       = ["spaced"]
needs       = ["date"]
applies     = "spacing LIKE '% organ %' AND assisting = ''"
status      = "fail"
disposition = "line-denial"
carc        = "149"
rarc        = "N117"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §V: anatomy limits units, as there is one appendix" }]
message     = "{code}: {words}; {earlier_code} was on {earlier_on} ({related_line})"
evidence    = "{earlier_code} on {earlier_on}"
fix_text    = "correct the code or the side, or the earlier claim when that one is wrong"
guard       = { over = "service", where = "spacing LIKE '% organ %' AND several_dates" }
+++
## What it checks
The removal of an organ on a later day than its removal in another line or claim of the patient: appendix, gallbladder,
spleen, uterus, prostate, thyroid, stomach, colon, bladder, larynx; of the same side (LT, RT or 50 on both lines) lens,
breast, kidney, eye, and the first replacement of a hip or a knee. A procedure in the uterus, or a birth, after the
uterus was removed is a review, since either claim may be the wrong one.

## Why
An organ is removed once. NCCI sets its unit limits by the same anatomy.

## Exceptions
Lines of the same day. Assistants. 53 (broken off), 55 and 56 (care without the operation) on either line. Lines of paired organs
whose sides are not stated. Codes for removal of a part.

## How to fix
Compare the operative reports.
*/
SELECT claim_key, line_no, status, other_claim_key, other_line, code, words, earlier_code, earlier_on, rule, rule_source
FROM spaced
WHERE family = 'organ'
