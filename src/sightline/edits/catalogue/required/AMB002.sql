/*+++
id          = "AMB002"
name        = "mileage-of-another-trip"
title       = "Ambulance mileage of another trip than the transport"
since       = "0.2"
kind        = "set"
reads       = ["service"]
status      = "review"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 15 §30 (not read)" }]
message     = "{code} has {modifiers}, and no transport of the day has the same origin and destination"
fix_text    = "the modifier of the transport that the miles belong to"
guard       = { over = "service", where = "code = 'A0425'" }
+++
## What it checks
Ground mileage (A0425) on a claim whose transports of the day (A0426-A0429, A0433, A0434) all have other first modifiers.

## Why
Each trip is one transport and its miles; Medicare pairs them by origin and destination.

## Exceptions
Claims that have no ground transport that day, or a line without a modifier (AMB001). Other payers than Medicare, whose rules
on this are not loaded: reported as not checked.

## How to fix
Correct the modifier.
*/
SELECT m.claim_key, m.line_no, min(t.line_no) AS other_line, m.code, m.modifiers
FROM service m
JOIN service t
    ON t.claim_key = m.claim_key AND t.date_of_service = m.date_of_service
    AND (t.code BETWEEN 'A0426' AND 'A0429' OR t.code BETWEEN 'A0433' AND 'A0434')
WHERE m.code = 'A0425' AND m.modifier_1 <> ''
GROUP BY m.claim_key, m.line_no, m.code, m.modifiers, m.modifier_1
HAVING min(CASE WHEN t.modifier_1 = '' OR t.modifier_1 = m.modifier_1 THEN 0 ELSE 1 END) = 1
