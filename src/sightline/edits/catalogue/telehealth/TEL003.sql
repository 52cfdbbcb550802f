/*+++
id          = "TEL003"
name        = "telehealth-elsewhere"
title       = "95 or 93 with a place that is not telehealth"
since       = "0.2"
kind        = "line"
reads       = ["service"]
needs       = ["date", "place"]
applies     = "(modifier_list LIKE '% 95 %' OR modifier_list LIKE '% 93 %')"
status      = "review"
disposition = "line-reduction"
carc        = "5"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §190 (not read)" }]
message     = "{code} has a telehealth modifier in place of service {place_of_service}: since 2024 Medicare takes telehealth with 02 or 10"
fix_text    = "02, or 10 when the patient was at home"
+++
## What it checks
95 or 93 outside a facility with another place of service than 02 and 10, from 2024 on.

## Why
The place of service decides the rate.

## Exceptions
Facilities, whose staff may bill so. Other payers than Medicare, whose rules on this are not loaded: reported as not checked.

## How to fix
Correct the place or the modifier.
*/
SELECT claim_key, line_no, code, modifiers, place_of_service
FROM service
WHERE (modifier_list LIKE '% 95 %' OR modifier_list LIKE '% 93 %') AND NOT facility AND place_of_service NOT IN ('', '02', '10') AND date_of_service >= '2024-01-01'
    AND NOT code_groups LIKE '% hands-on %'
