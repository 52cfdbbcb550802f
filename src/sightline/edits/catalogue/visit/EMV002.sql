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
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §30.6.5 and §30.6.9.2 (not read)" }, { source = "NCCI Policy Manual 2026", section = "chapter XI §U" }]
message     = "{code} and {other_code} ({related_line}) by the same physician on one day, without 25: check whether they were two visits for unrelated problems"
fix_text    = "one visit that covers the work of both; 25 when they truly were separate"
guard       = { over = "service", where = "visit" }
+++
## What it checks
Two different visit codes for one patient, date and physician (group and specialty count as one), neither with 24, 25,
27 or 57. The later line is reported.

## Why
Physicians of one group and specialty are paid as one, and for one visit a day unless the visits were for unrelated
problems.

## Exceptions
Discharge from the hospital (99238, 99239) and admission to a nursing facility (99304-99306), which are both paid.
A pair that is an NCCI edit is reported by PTP001 or PTP002. The same code twice is a duplicate (DUP001, DUP002). Void
claims.

## How to fix
Report one visit, or append 25.
*/
WITH paired AS (
    SELECT v.claim_key, v.line_no, v.code, o.claim_key AS other_claim_key, o.line_no AS other_line, o.code AS other_code,
        row_number() OVER (PARTITION BY v.claim_key, v.line_no ORDER BY o.claim_key, o.line_no) AS place
    FROM service v
    JOIN service o
        ON v.patient_day = o.patient_day AND v.physician = o.physician AND v.code <> o.code
        AND (o.claim_key < v.claim_key OR (o.claim_key = v.claim_key AND o.line_no < v.line_no))
    WHERE v.visit AND o.visit
        AND v.modifier_notes NOT LIKE '% of-visit %' AND o.modifier_notes NOT LIKE '% of-visit %'
        AND NOT (v.code IN ('99238', '99239') AND o.code BETWEEN '99304' AND '99306')
        AND NOT (o.code IN ('99238', '99239') AND v.code BETWEEN '99304' AND '99306')
        AND v.modifier_list NOT LIKE '% 27 %' AND o.modifier_list NOT LIKE '% 27 %'
        AND NOT EXISTS (
            SELECT 1 FROM ptp e
            WHERE e.pair_no = least(v.code_no, o.code_no) * CAST(1048576 AS BIGINT) + greatest(v.code_no, o.code_no)
                AND e.indicator IN ('0', '1')
                AND e.release = CASE
                    WHEN CASE WHEN e.in_order = (v.code_no < o.code_no) THEN v.in_starter ELSE o.in_starter END
                        THEN CASE WHEN e.in_order = (v.code_no < o.code_no) THEN o.ptp_release ELSE v.ptp_release END
                    ELSE CASE WHEN e.in_order = (v.code_no < o.code_no) THEN v.ptp_release ELSE o.ptp_release END
                END
                AND e.effective_from <= v.date_of_service AND v.date_of_service < e.effective_to
        )
)
SELECT claim_key, line_no, other_claim_key, other_line, code, other_code
FROM paired
WHERE place = 1
