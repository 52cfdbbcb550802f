/*+++
id          = "EMV005"
name        = "preventive-and-problem-visit"
title       = "Visit for a problem beside a preventive examination without 25"
since       = "0.2"
kind        = "set"
reads       = ["service"]
needs       = ["date", "one_day"]
applies     = "visit AND code BETWEEN '99202' AND '99215'"
status      = "fail"
disposition = "line-denial"
carc        = "97"
rarc        = "M15"
citation    = [{ source = "CPT", section = "preventive medicine services: modifier 25 (not read)" }]
message     = "{code} on the day of the preventive examination {other_code} ({related_line}) by the same physician, without 25"
fix_text    = "25 on the visit when it was significant and separate; otherwise the examination alone"
guard       = { over = "service", where = "code BETWEEN '99381' AND '99397'" }
+++
## What it checks
An office visit (99202-99215) without 25 on the day of a preventive examination (99381-99397) by the same physician or
group.

## Why
The examination includes what problems of little weight need; a significant, separate visit is marked by 25.

## Exceptions
Wellness visits of Medicare, which are NCCI edits (PTP001). Visits with 24, 25, 27 or 57.

## How to fix
Append 25 when the record shows the separate work.
*/
WITH paired AS (
    SELECT v.claim_key, v.line_no, v.code, o.claim_key AS other_claim_key, o.line_no AS other_line, o.code AS other_code,
        row_number() OVER (PARTITION BY v.claim_key, v.line_no ORDER BY o.claim_key, o.line_no) AS place
    FROM service v
    JOIN service o ON v.patient_day = o.patient_day AND v.physician = o.physician
    WHERE v.code BETWEEN '99202' AND '99215' AND o.code BETWEEN '99381' AND '99397'
        AND v.modifier_notes NOT LIKE '% of-visit %' AND v.modifier_list NOT LIKE '% 27 %'
)
SELECT claim_key, line_no, other_claim_key, other_line, code, other_code
FROM paired
WHERE place = 1
