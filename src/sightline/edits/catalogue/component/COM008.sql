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
message     = "{code}-26 was billed by another physician too that day ({say_place}): one interpretation is paid; look whose reading was used for the treatment, or whether there were two studies"
mend        = "77 for a second reading that was needed, with records; 76 or 59 for a second study"
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
WITH again AS (
    SELECT s.claim_key, s.line_no, s.code, o.claim_key AS other_claim_key, o.line_no AS other_line,
        CASE WHEN s.claim_key = o.claim_key THEN 'line ' ELSE 'another claim, line ' END || CAST(o.line_no AS VARCHAR) AS say_place,
        row_number() OVER (PARTITION BY s.claim_key, s.line_no ORDER BY o.claim_key, o.line_no) AS place
    FROM service s
    JOIN service o
        ON s.patient = o.patient AND s.date_of_service = o.date_of_service AND s.code = o.code AND s.payer = o.payer
        AND (o.claim_key < s.claim_key OR (o.claim_key = s.claim_key AND o.line_no < s.line_no))
    WHERE s.pctc = '1' AND s.component = '26' AND o.component = '26'
        AND NOT (s.billing_group = o.billing_group AND s.specialty = o.specialty)
        AND s.modifier_list NOT LIKE '% 76 %' AND s.modifier_list NOT LIKE '% 77 %' AND s.modifier_list NOT LIKE '% 50 %' AND s.modifier_list NOT LIKE '% LT %' AND s.modifier_list NOT LIKE '% RT %' AND s.distinct_modifier = ''
        AND o.modifier_list NOT LIKE '% 76 %' AND o.modifier_list NOT LIKE '% 77 %' AND o.modifier_list NOT LIKE '% 50 %' AND o.modifier_list NOT LIKE '% LT %' AND o.modifier_list NOT LIKE '% RT %' AND o.distinct_modifier = ''
)
SELECT claim_key, line_no, other_claim_key, other_line, code, say_place
FROM again
WHERE place = 1
