/*+++
id          = "IMG009"
name        = "supervision-of-technical"
title       = "Supervision that the technical component needs"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule", "place"]
applies     = "guidance_use = 'needle' AND component <> '26'"
status      = "info"
disposition = "advisory"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "physician supervision of diagnostic procedures" }]
message     = "{code} with its technical part in place of service {place_of_service}: {say_level} supervision by a physician must be on record"
evidence    = "{code}: supervision {supervision}"
fix_text    = "keep a record of who supervised and where"
+++
## What it checks
Guidance billed global or TC outside a facility, where the fee schedule requires direct (02) or personal (03)
supervision.

## Why
The indicator is for review after payment.

## How to fix
Keep the record.
*/
SELECT claim_key, line_no, code, component, place_of_service, supervision_needed AS supervision,
    CASE supervision_needed WHEN '03' THEN 'personal' WHEN '02' THEN 'direct' ELSE 'general' END AS say_level,
    fs_row AS source_row, fs_row_release AS release
FROM service
WHERE guidance_use = 'needle' AND component <> '26' AND NOT facility AND supervision_needed IN ('02', '03')
