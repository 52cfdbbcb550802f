/*+++
id          = "EMV006"
name        = "stay-begins-or-ends-twice"
title       = "Initial visit or discharge day twice in a stay"
since       = "0.2"
kind        = "set"
reads       = ["spaced"]
needs       = ["date"]
applies     = "spacing LIKE '% stay %'"
status      = "review"
disposition = "line-denial"
carc        = "119"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §30.6.9.2 (read as a plan repeats it), §30.6.9.1, §30.6.13 (not read)" }]
message     = "{code}: {words}; {earlier_code} was on {earlier_on} ({related_line})"
evidence    = "{earlier_code} on {earlier_on}"
fix_text    = "a subsequent visit (99231-99233, 99307-99310) unless the patient was admitted again"
guard       = { over = "service", where = "spacing LIKE '% stay %'" }
+++
## What it checks
An initial hospital (99221-99223) or nursing facility visit (99304-99306), or a discharge day (99238, 99239, 99315,
99316), one or two days after another one by the same physician; a discharge day of a hospital stay by two physicians on
one day.

## Why
A physician admits a patient once to a stay, and the attending physician reports its end.

## Exceptions
A patient who was discharged and admitted again: therefore a review.

## How to fix
Report the other days as subsequent visits.
*/
SELECT claim_key, line_no, status, other_claim_key, other_line, code, words, earlier_code, earlier_on, rule, rule_source
FROM spaced
WHERE family = 'stay'
