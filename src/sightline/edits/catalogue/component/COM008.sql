/*+++
id          = "COM008"
name        = "two-interpretations"
title       = "Two interpretations of one study"
since       = "0.2"
kind        = "set"
reads       = ["service"]
needs       = ["date", "fee_schedule", "one_day"]
applies     = "component = '26'"
status      = "review"
disposition = "line-denial"
carc        = "18"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 13 §100.1 (not verified against the published text)" }]
message     = "{code}-26 was billed by another physician too that day ({related_line}): one interpretation is paid; look whose reading was used for the treatment, or whether there were two studies"
fix_text    = "77 for a second reading that was needed, with records; 76 or 59 for a second study"
guard       = { over = "service", where = "pctc = '1' AND component = '26'" }
+++
## What it checks
Two lines of one code with 26 for the same patient and date by physicians who do not count as one. The later line is
reported.

## Why
Payers pay one interpretation of a study.

## Exceptions
76, 77, 59, X{EPSU}, 50 or a side on either line. Physicians of one group and specialty are for DUP004. Void claims;
claims to two payers.

## How to fix
Append 77 when the second reading was needed.
*/
WITH reading AS (
    SELECT claim_key, line_no, code, pctc, patient_day, physician, payer
    FROM service
    WHERE component = '26'
        AND modifier_list NOT LIKE '% 76 %' AND modifier_list NOT LIKE '% 77 %' AND modifier_list NOT LIKE '% 50 %'
        AND modifier_list NOT LIKE '% LT %' AND modifier_list NOT LIKE '% RT %' AND distinct_modifier = ''
),
again AS (
    SELECT s.claim_key, s.line_no, s.code, o.claim_key AS other_claim_key, o.line_no AS other_line,
        row_number() OVER (PARTITION BY s.claim_key, s.line_no ORDER BY o.claim_key, o.line_no) AS place
    FROM reading s
    JOIN reading o
        ON s.patient_day = o.patient_day AND s.code = o.code AND s.payer = o.payer
        AND (o.claim_key < s.claim_key OR (o.claim_key = s.claim_key AND o.line_no < s.line_no))
    WHERE s.pctc = '1' AND s.physician <> o.physician
)
SELECT claim_key, line_no, other_claim_key, other_line, code
FROM again
WHERE place = 1
