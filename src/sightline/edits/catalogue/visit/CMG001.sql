/*+++
id          = "CMG001"
name        = "care-management-month"
title       = "Care of a month reported again, or beside care that includes it"
since       = "0.2"
kind        = "set"
reads       = ["spaced"]
needs       = ["date"]
applies     = "spacing LIKE '% month %'"
status      = "fail"
disposition = "line-denial"
carc        = "119"
rarc        = "N362"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter XI §U.5: time of a monthly period counts once" }, { source = "Sightline table spacing_rule", section = "family month: the source of each rule" }]
message     = "{code}: {words}; {earlier_code} was on {earlier_on} ({related_line})"
evidence    = "{earlier_code} on {earlier_on}"
fix_text    = "one code a month, by the practitioner whom the patient chose"
guard       = { over = "service", where = "spacing LIKE '% month %' AND several_dates" }
+++
## What it checks
Services of a month or of 30 or 90 days again in that time, on another day: chronic, principal and advanced primary care
management, behavioral care, transitional care, care plan oversight, monthly dialysis, remote monitoring, event monitors
and readings of heart devices; and, by the same practitioner, those of them that exclude each other in a month.

## Why
Their codes stand for the work of the whole time.

## Exceptions
Lines of the same day, which PTP001, PTP002 and the unit limits judge. For other payers than Medicare, a review. Services that
are reported once in 30 or 90 days are let pass a few days early, and are a review, since dates of service are chosen
differently.

## How to fix
Report the month once.
*/
SELECT claim_key, line_no, CASE WHEN payer = 'Medicare' THEN status ELSE 'review' END AS status, other_claim_key, other_line, code, words,
    earlier_code, earlier_on, rule, rule_source
FROM spaced
WHERE family = 'month'
