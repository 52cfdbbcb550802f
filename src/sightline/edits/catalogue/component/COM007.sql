/*+++
id          = "COM007"
name        = "global-and-component"
title       = "Whole service and one component of it, both billed"
since       = "0.2"
kind        = "set"
reads       = ["service"]
needs       = ["date", "fee_schedule", "one_day"]
applies     = "component <> ''"
status      = "review"
disposition = "line-denial"
carc        = "18"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 13 §20.1-20.2" }, { source = "CMS PFS Relative Value File record layout", section = "Attachment A, PC/TC indicator" }]
message     = "{code}-{component} beside {code} without 26 or TC ({say_place}) for the same patient and day: the whole service holds this component; look who did what"
mend        = "bill 26 and TC, or the whole service, not both"
guard       = { over = "service", where = "pctc = '1' AND component <> ''" }
+++
## What it checks
A line with 26 or TC and another of the same code, patient and date without either, by whatever provider.

## Why
The global service is both components; one of them is then billed twice.

## Exceptions
76, 77, 59, X{EPSU}, 50 or a side on either line, which say that the study was done twice or on two sides. Void
claims; claims to two payers.

## How to fix
Agree with the other provider who bills what.
*/
WITH whole AS (
    SELECT claim_key, line_no, code, patient, date_of_service, payer
    FROM service o
    WHERE o.pctc = '1' AND o.component = '' AND o.modifier_list NOT LIKE '% 76 %' AND o.modifier_list NOT LIKE '% 77 %' AND o.modifier_list NOT LIKE '% 50 %' AND o.modifier_list NOT LIKE '% LT %' AND o.modifier_list NOT LIKE '% RT %' AND o.distinct_modifier = ''
),
beside AS (
    SELECT s.claim_key, s.line_no, s.code, s.component, o.claim_key AS other_claim_key, o.line_no AS other_line,
        CASE WHEN s.claim_key = o.claim_key THEN 'line ' ELSE 'another claim, line ' END || CAST(o.line_no AS VARCHAR) AS say_place,
        row_number() OVER (PARTITION BY s.claim_key, s.line_no ORDER BY o.claim_key, o.line_no) AS place
    FROM service s
    JOIN whole o ON s.patient = o.patient AND s.date_of_service = o.date_of_service AND s.code = o.code AND s.payer = o.payer
    WHERE s.pctc = '1' AND s.component <> '' AND s.modifier_list NOT LIKE '% 76 %' AND s.modifier_list NOT LIKE '% 77 %' AND s.modifier_list NOT LIKE '% 50 %' AND s.modifier_list NOT LIKE '% LT %' AND s.modifier_list NOT LIKE '% RT %' AND s.distinct_modifier = ''
)
SELECT claim_key, line_no, other_claim_key, other_line, code, component, say_place
FROM beside
WHERE place = 1
