/*+++
id          = "TEL001"
name        = "hands-on-by-video"
title       = "Telehealth of a service that needs hands"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "CMS list of telehealth services", section = "2026 (not read)" }, { source = "CPT", section = "modifiers 93 and 95, appendices P and T (not read)" }]
message     = "{code} is done with hands, and the line {say_what}"
fix_text    = "the place where the patient was, without a telehealth modifier; or the right code"
+++
## What it checks
95, 93, GT or GQ, or place of service 02 or 10, on surgery (10004-69990), giving vaccines (90460-90474), infusions (96360-96549) or manipulation (98925-98943).

## Why
No payer's list of telehealth services has them.

## Exceptions
Operations in place of service 02 or 10, which POS005 reports.

## How to fix
Correct the place and the modifier, or the code.
*/
SELECT claim_key, line_no, code, modifiers, place_of_service,
    CASE WHEN place_of_service IN ('02', '10') THEN 'is in place of service ' || place_of_service || ', telehealth'
        ELSE 'has a telehealth modifier (' || modifiers || ')' END AS say_what
FROM service
WHERE code_groups LIKE '% hands-on %' AND NOT (operation AND place_of_service IN ('02', '10')) AND (place_of_service IN ('02', '10') OR modifier_list LIKE '% 95 %' OR modifier_list LIKE '% 93 %' OR modifier_list LIKE '% GT %' OR modifier_list LIKE '% GQ %')
