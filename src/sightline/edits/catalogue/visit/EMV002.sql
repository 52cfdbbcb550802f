/*+++
id          = "EMV002"
name        = "two-visits-one-day"
title       = "Two visits of one physician on one day"
since       = "0.2"
kind        = "set"
reads       = ["service", "ptp"]
needs       = ["date", "one_day"]
applies     = "visit"
status      = "review"
disposition = "line-denial"
carc        = "97"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §30.6.5" }, { source = "NCCI Policy Manual 2026", section = "chapter XI §U" }]
message     = "{code} and {other_code} ({say_place}) by the same physician on one day, without 25: look whether they were two visits for unrelated problems"
mend        = "one visit that covers the work of both; 25 when they truly were separate"
guard       = { over = "service", where = "visit" }
+++
## What it checks
Two different visit codes for one patient, date and physician (group and specialty count as one), neither with 24, 25,
27 or 57. The later line is reported.

## Why
Physicians of one group and specialty are paid as one, and for one visit a day unless the visits were for unrelated
problems.

## Exceptions
A pair that is an NCCI edit is reported by PTP001 or PTP002. The same code twice is a duplicate (DUP001, DUP002). Void
claims.

## How to fix
Report one visit, or append 25.
*/
WITH paired AS (
    SELECT v.claim_key, v.line_no, v.code, o.claim_key AS other_claim_key, o.line_no AS other_line, o.code AS other_code,
        CASE WHEN v.claim_key = o.claim_key THEN 'line ' ELSE 'another claim, line ' END || CAST(o.line_no AS VARCHAR) AS say_place,
        row_number() OVER (PARTITION BY v.claim_key, v.line_no ORDER BY o.claim_key, o.line_no) AS place
    FROM service v
    JOIN service o
        ON v.patient = o.patient AND v.billing_group = o.billing_group AND v.specialty = o.specialty
        AND v.date_of_service = o.date_of_service AND v.code <> o.code
        AND (o.claim_key < v.claim_key OR (o.claim_key = v.claim_key AND o.line_no < v.line_no))
    WHERE v.visit AND o.visit
        AND v.modifier_notes NOT LIKE '% of-visit %' AND o.modifier_notes NOT LIKE '% of-visit %'
        AND v.modifier_list NOT LIKE '% 27 %' AND o.modifier_list NOT LIKE '% 27 %'
        AND NOT EXISTS (
            SELECT 1 FROM ptp e
            WHERE e.column_1_no = v.code_no AND e.column_2_no = o.code_no AND e.indicator IN ('0', '1')
                AND e.release = CASE WHEN v.in_starter THEN o.ptp_release ELSE v.ptp_release END
                AND e.effective_from <= v.date_of_service AND v.date_of_service < e.effective_to
        )
        AND NOT EXISTS (
            SELECT 1 FROM ptp e
            WHERE e.column_1_no = o.code_no AND e.column_2_no = v.code_no AND e.indicator IN ('0', '1')
                AND e.release = CASE WHEN o.in_starter THEN v.ptp_release ELSE o.ptp_release END
                AND e.effective_from <= o.date_of_service AND o.date_of_service < e.effective_to
        )
)
SELECT claim_key, line_no, other_claim_key, other_line, code, other_code, say_place
FROM paired
WHERE place = 1
