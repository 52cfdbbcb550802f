/*+++
id          = "IMG003"
name        = "guidance-without-procedure"
title       = "Image guidance without a needle procedure"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date"]
applies     = "guidance_use = 'needle'"
status      = "review"
disposition = "records-request"
carc        = "107"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter IX §G.3" }]
message     = "{code} is image guidance, but no needle procedure that day is in the input: see that the procedure it guided was billed"
mend        = "bill the procedure, or hold the record ready: another provider may have billed it"
+++
## What it checks
Needle guidance for a patient and date without any biopsy, aspiration, drainage, injection or localization in the
input, by any provider.

## Why
Guidance is reported in addition to the procedure it guides.

## Exceptions
The procedure may be on another provider's claim that is not in the input; therefore it is for review.

## How to fix
Check that the procedure was billed.
*/
SELECT claim_key, line_no, code, guidance, needle_lines
FROM service
WHERE guidance_use = 'needle' AND needle_lines = 0 AND frequency <> '8'
