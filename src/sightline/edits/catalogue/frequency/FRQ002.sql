/*+++
id          = "FRQ002"
name        = "once-in-a-lifetime"
title       = "Service that Medicare pays once in a lifetime"
since       = "0.2"
kind        = "set"
reads       = ["spaced"]
needs       = ["date"]
applies     = "spacing LIKE '% lifetime %'"
status      = "fail"
disposition = "line-denial"
carc        = "149"
rarc        = "N117"
citation    = [{ source = "42 CFR", section = "410.15, 410.16, 410.19 (not read)" }, { source = "Sightline table spacing_rule", section = "family lifetime: the source of each rule" }]
message     = "{code}: {words}; {earlier_code} was on {earlier_on} ({related_line})"
evidence    = "{earlier_code} on {earlier_on}"
fix_text    = "the code of the next visit (G0439), or expect no payment"
guard       = { over = "service", where = "spacing LIKE '% lifetime %' AND several_dates" }
+++
## What it checks
On claims to Medicare a second welcome visit (G0402), first wellness visit (G0438), screening for an abdominal aortic
aneurysm (76706) or initial evaluation of feet that lack sensation (G0245), and a welcome visit after a wellness visit.
Earlier claims come with --history.

## Why
Medicare pays them once, whoever furnishes them.

## Exceptions
GA, GX, GY and GZ, which say that no payment is expected. 53. Other payers, whose limits are not loaded: reported as not checked.

## How to fix
Use the code of the next visit, or tell the patient beforehand.
*/
SELECT claim_key, line_no, status, other_claim_key, other_line, code, words, earlier_code, earlier_on, rule, rule_source
FROM spaced
WHERE family = 'lifetime'
