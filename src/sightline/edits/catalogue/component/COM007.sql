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
message     = "{code}-{component} beside {code} without 26 or TC ({related_line}) for the same patient and day: the whole service holds this component; look who did what"
fix_text    = "bill 26 and TC, or the whole service, not both"
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
WITH study AS (
    SELECT claim_key, line_no, code, component, patient_day, payer
    FROM service
    WHERE pctc = '1'
        AND modifier_list NOT LIKE '% 76 %' AND modifier_list NOT LIKE '% 77 %' AND modifier_list NOT LIKE '% 50 %'
        AND modifier_list NOT LIKE '% LT %' AND modifier_list NOT LIKE '% RT %' AND distinct_modifier = ''
),
beside AS (
    SELECT s.claim_key, s.line_no, s.code, s.component, o.claim_key AS other_claim_key, o.line_no AS other_line,
        row_number() OVER (PARTITION BY s.claim_key, s.line_no ORDER BY o.claim_key, o.line_no) AS place
    FROM study s
    JOIN study o ON s.patient_day = o.patient_day AND s.code = o.code AND s.payer = o.payer
    WHERE s.component <> '' AND o.component = ''
)
SELECT claim_key, line_no, other_claim_key, other_line, code, component
FROM beside
WHERE place = 1
