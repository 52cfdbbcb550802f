/*+++
id          = "NPI005"
name        = "supervisor-not-named"
title       = "Technical service that needs supervision, and nobody named"
since       = "0.2"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule", "place"]
applies     = "component = 'TC' OR (component = '' AND rendering_taxonomy <> '' AND rendering_taxonomy NOT LIKE '20%')"
status      = "info"
disposition = "advisory"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "physician supervision of diagnostic procedures" }, { source = "ASC X12 005010X222A1", section = "loops 2310D and 2420D" }]
message     = "{code} with its technical part in place of service {place_of_service} needs {say_level} supervision, and the claim names no supervising provider"
evidence    = "{code}: supervision {supervision}"
fix_text    = "name the supervisor where it was not the rendering provider"
+++
## What it checks
A diagnostic code billed TC outside a facility, or global by a rendering provider who is no physician by the taxonomy, for which the fee schedule requires direct (02) or personal
(03) supervision, on a claim without a supervising provider.

## Why
The indicator is for review after payment; the record must show who supervised.

## Exceptions
Image guidance (IMG009). A physician who bills the whole service has supervised it or says who did. The rendering provider may have supervised: therefore for information only.

## How to fix
Keep the record of who supervised.
*/
SELECT claim_key, line_no, code, modifiers, place_of_service, supervision_needed AS supervision,
    CASE supervision_needed WHEN '03' THEN 'personal' ELSE 'direct' END AS say_level,
    fs_row AS source_row, fs_row_release AS release
FROM service
WHERE supervision_needed IN ('02', '03') AND pctc = '1'
    AND (component = 'TC' OR (component = '' AND rendering_taxonomy <> '' AND rendering_taxonomy NOT LIKE '20%'))
    AND NOT facility AND NOT has_supervisor
    AND coalesce(guidance, '') = ''
