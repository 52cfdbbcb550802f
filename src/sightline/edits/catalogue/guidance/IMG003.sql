/*+++
id          = "IMG003"
name        = "guidance-without-procedure"
title       = "Image guidance without a needle procedure"
since       = "0.1"
kind        = "set"
reads       = ["service"]
needs       = ["date", "one_day"]
applies     = "guidance_use = 'needle'"
status      = "review"
disposition = "records-request"
carc        = "107"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter IX §G.3" }]
message     = "{code} is image guidance, but no needle procedure that day is among the claims to this payer: see that the procedure it guided was billed"
fix_text    = "bill the procedure, or hold the record ready: another provider may have billed it"
guard       = { over = "service", where = "guidance_use = 'needle' AND needle_lines = 0" }
+++
## What it checks
Needle guidance for a patient and date without any biopsy, aspiration, drainage, injection or localization in the
claims to one payer, by any provider.

## Why
Guidance is reported in addition to the procedure it guides.

## Exceptions
The procedure may be on another provider's claim that is not in the input; therefore it is for review. A surgical or
category III code that day of which Sightline does not know whether it takes a needle may be the procedure; access to
veins (36000-36600) is not.

## How to fix
Check that the procedure was billed.
*/
WITH guided AS (
    SELECT claim_key, line_no, code, guidance, needle_lines, patient_day
    FROM service
    WHERE guidance_use = 'needle' AND needle_lines = 0
),
served AS (
    SELECT DISTINCT s.claim_key, s.line_no
    FROM guided s
    JOIN service o ON o.patient_day = s.patient_day
    WHERE o.guidance IS NULL
        AND (o.code LIKE '____T' OR (o.code BETWEEN '10004' AND '69999' AND NOT (o.code BETWEEN '36000' AND '36600')))
)
SELECT s.claim_key, s.line_no, s.code, s.guidance, s.needle_lines
FROM guided s
LEFT JOIN served v ON v.claim_key = s.claim_key AND v.line_no = s.line_no
WHERE v.claim_key IS NULL
