/*+++
id          = "RPT001"
name        = "repeat-without-first"
title       = "76 or 77 without the first service"
since       = "0.1"
kind        = "set"
reads       = ["service"]
needs       = ["date", "one_day"]
applies     = "modifier_list LIKE '% 76 %' OR modifier_list LIKE '% 77 %'"
status      = "review"
disposition = "records-request"
carc        = "4"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §E" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §40.2" }]
message     = "{code}-{modifier}: a repeat, but no other line of {code} that day is in the input; see that the first service was billed"
fix_text    = "bill the first service without 76 or 77, or remove the modifier"
guard       = { over = "service", where = "modifier_list LIKE '% 76 %' OR modifier_list LIKE '% 77 %'" }
+++
## What it checks
Modifier 76 or 77 where the input holds no other line of the code for the patient and date.

## Why
A repeat presumes a first service; it does not bypass a PTP edit or MUE.

## Exceptions
The first service may be another physician's. Void claims do not count.

## How to fix
Check what was billed before.
*/
WITH repeated AS (
    SELECT claim_key, line_no, code, modifiers, patient_day,
        CASE WHEN modifier_list LIKE '% 76 %' THEN '76' ELSE '77' END AS modifier
    FROM service
    WHERE (modifier_list LIKE '% 76 %' OR modifier_list LIKE '% 77 %') AND date_of_service IS NOT NULL
)
SELECT r.claim_key, r.line_no, r.code, r.modifier
FROM repeated r
WHERE NOT EXISTS (
    SELECT 1
    FROM service o
    WHERE o.patient_day = r.patient_day AND o.code = r.code
        AND (o.claim_key <> r.claim_key OR o.line_no <> r.line_no)
)
