/*+++
id          = "MAM001"
name        = "two-mammograms-without-gg"
title       = "Diagnostic mammogram on the day of a screening one without GG"
since       = "0.2"
kind        = "set"
reads       = ["service"]
needs       = ["date", "one_day"]
applies     = "code_groups LIKE '% diagnostic-mammography %'"
status      = "review"
disposition = "line-denial"
carc        = "97"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 18 §20.2 (not read)" }, { source = "HCPCS level II modifiers", section = "GG" }]
message     = "{code} on the day of a screening mammogram without GG"
fix_text    = "GG on {code}"
guard       = { over = "service", where = "code_groups LIKE '% diagnostic-mammography %'" }
+++
## What it checks
77065 or 77066 on the date of 77067, same patient and group, without GG.

## Why
GG tells that the screening turned into a diagnostic study and both are to be paid. CMS says that it only keeps track by it;
contractors and other payers deny one of the two without.

## Exceptions
Other payers than Medicare, whose rules on this are not loaded: reported as not checked.

## How to fix
Add GG to the diagnostic study.
*/
SELECT s.claim_key, s.line_no, min(o.claim_key) AS other_claim_key, min(o.line_no) AS other_line, s.code, s.modifiers
FROM service s
JOIN service o ON o.patient_day = s.patient_day AND o.physician = s.physician AND o.code_groups LIKE '% screening-mammography %'
WHERE s.code IN ('77065', '77066') AND s.modifier_list NOT LIKE '% GG %'
GROUP BY s.claim_key, s.line_no, s.code, s.modifiers
