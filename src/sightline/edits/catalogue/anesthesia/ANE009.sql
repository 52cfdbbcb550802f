/*+++
id          = "ANE009"
name        = "two-anesthesia-codes"
title       = "Two anesthesia codes on one day"
since       = "0.2"
kind        = "set"
reads       = ["service", "pair"]
needs       = ["date", "one_day"]
applies     = "anesthesia"
status      = "review"
disposition = "line-denial"
carc        = "97"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter II §B.1" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §50" }]
message     = "{code} beside {other_code} ({related_line}) that day: of several procedures under one anesthesia the code with the most base units is reported, once, with the time of all"
fix_text    = "keep the code with the most base units and add the minutes; 59 or XE when the patient was anesthetized twice"
guard       = { over = "service", where = "anesthesia" }
+++
## What it checks
Two different anesthesia codes (00100-01999) for one patient, date and physician (group and specialty count as one). The
later line is reported.

## Why
One anesthesia is one code, however many procedures were done under it.

## Exceptions
The add-on codes 01953, 01968 and 01969; 01996 (daily management). 59, XE, 76 to 79 or 58 on either line, which say that
the patient was anesthetized again. A pair that NCCI lists is for PTP001 and PTP002. Void claims.

## How to fix
Join the lines.
*/
WITH anesthesia AS (
    SELECT claim_key, line_no, code, patient_day, physician
    FROM service
    WHERE anesthesia
        AND code NOT IN ('01953', '01968', '01969', '01996')
        AND distinct_modifier = '' AND modifier_notes NOT LIKE '% of-procedure %'
        AND modifier_list NOT LIKE '% 76 %' AND modifier_list NOT LIKE '% 77 %'
),
beside AS (
    SELECT s.claim_key, s.line_no, s.code, o.claim_key AS other_claim_key, o.line_no AS other_line, o.code AS other_code,
        row_number() OVER (PARTITION BY s.claim_key, s.line_no ORDER BY o.claim_key, o.line_no) AS place
    FROM anesthesia s
    JOIN anesthesia o
        ON o.patient_day = s.patient_day AND o.physician = s.physician AND o.code <> s.code
        AND (o.claim_key < s.claim_key OR (o.claim_key = s.claim_key AND o.line_no < s.line_no))
    WHERE NOT EXISTS (
            SELECT 1 FROM pair q WHERE q.claim_key = s.claim_key AND q.line_no = s.line_no AND q.column_1 = o.code
        )
        AND NOT EXISTS (
            SELECT 1 FROM pair q WHERE q.claim_key = o.claim_key AND q.line_no = o.line_no AND q.column_1 = s.code
        )
)
SELECT claim_key, line_no, other_claim_key, other_line, code, other_code
FROM beside
WHERE place = 1
