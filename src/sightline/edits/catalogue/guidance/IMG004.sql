/*+++
id          = "IMG004"
name        = "guidance-beside-inclusive-procedure"
title       = "Guidance by another physician for a procedure that includes it"
since       = "0.1"
kind        = "set"
reads       = ["service"]
needs       = ["date", "one_day"]
applies     = "guidance_use = 'needle'"
status      = "review"
disposition = "records-request"
carc        = "236"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter IX §H.22" }, { source = "NCCI Policy Manual 2026", section = "chapter III §L.19" }]
message     = "{code} beside {other_code} ({related_line}), which includes image guidance: see that it guided another procedure"
fix_text    = "whoever did the procedure that includes guidance is paid for the guidance"
guard       = { over = "service", where = "guidance_use = 'needle' AND open_needle_lines = 0 AND needle_lines > 0" }
+++
## What it checks
Needle guidance for a patient and date by one physician, a procedure that includes guidance by another, and no
procedure that takes separate guidance.

## Why
NCCI edits look at one physician; a code whose definition includes guidance includes it whoever does it.

## Exceptions
A needle procedure that takes separate guidance is there that day. The same physician's lines are for PTP001.

## How to fix
Check what the guidance served.
*/
WITH inclusive AS (
    SELECT claim_key, line_no, code, patient_day, physician
    FROM service
    WHERE includes_guidance
),
beside AS (
    SELECT s.claim_key, s.line_no, s.code, i.claim_key AS other_claim_key, i.line_no AS other_line, i.code AS other_code,
        row_number() OVER (PARTITION BY s.claim_key, s.line_no ORDER BY i.claim_key, i.line_no) AS place
    FROM service s
    JOIN inclusive i ON i.patient_day = s.patient_day
    WHERE s.guidance_use = 'needle' AND s.open_needle_lines = 0
        AND i.physician <> s.physician
)
SELECT claim_key, line_no, other_claim_key, other_line, code, other_code
FROM beside
WHERE place = 1
