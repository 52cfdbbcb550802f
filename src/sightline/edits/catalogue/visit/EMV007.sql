/*+++
id          = "EMV007"
name        = "complexity-beside-25"
title       = "G2211 beside a visit with 25"
since       = "0.2"
kind        = "set"
reads       = ["service"]
needs       = ["date", "one_day"]
applies     = "code = 'G2211'"
status      = "fail"
disposition = "line-denial"
carc        = "97"
citation    = [{ source = "Medicare physician fee schedule final rules", section = "2024 and 2025: G2211 (not read)" }, { source = "CMS Transmittal 13015", section = "(not read; as EdgeMed repeats it)" }]
message     = "G2211 beside {other_code} with 25 ({related_line}): Medicare pays it beside a visit with 25 only for the sake of preventive services and vaccines"
fix_text    = "remove G2211, or 25 where no other service of the day needs it"
fix         = { action = "remove_line" }
guard       = { over = "service", where = "code = 'G2211'" }
+++
## What it checks
G2211 on a claim to Medicare on a day when a visit of the same physician has 25.

## Why
G2211 pays for a visit that stands in a lasting relation with the patient; beside a procedure Medicare does not pay it.

## Exceptions
From 2025 on, days with a preventive service of Part B or a vaccine (table code_group, preventive-part-b). Other payers, whose rules on this are not loaded:
reported as not checked.

## How to fix
Remove the line.
*/
WITH paired AS (
    SELECT s.claim_key, s.line_no, s.code, s.patient_day, s.date_of_service, v.claim_key AS other_claim_key, v.line_no AS other_line,
        v.code AS other_code,
        row_number() OVER (PARTITION BY s.claim_key, s.line_no ORDER BY v.claim_key, v.line_no) AS place
    FROM service s
    JOIN service v ON v.patient_day = s.patient_day AND v.physician = s.physician
    WHERE s.code = 'G2211' AND v.visit AND v.modifier_list LIKE '% 25 %'
)
SELECT p.claim_key, p.line_no, p.other_claim_key, p.other_line, p.code, p.other_code
FROM paired p
WHERE p.place = 1 AND NOT (
    p.date_of_service >= '2025-01-01' AND EXISTS (
        SELECT 1 FROM service o
        WHERE o.patient_day = p.patient_day AND o.code_groups LIKE '% preventive-part-b %'
    )
)
