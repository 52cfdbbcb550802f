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
mend        = "bill the procedure, or hold the record ready: another provider may have billed it"
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
SELECT s.claim_key, s.line_no, s.code, s.guidance, s.needle_lines
FROM service s
WHERE s.guidance_use = 'needle' AND s.needle_lines = 0 AND NOT EXISTS (
    SELECT 1
    FROM service o
    WHERE o.patient = s.patient AND o.date_of_service = s.date_of_service AND o.guidance IS NULL
        AND (o.code LIKE '____T' OR (o.code BETWEEN '10004' AND '69999' AND NOT (o.code BETWEEN '36000' AND '36600')))
)
