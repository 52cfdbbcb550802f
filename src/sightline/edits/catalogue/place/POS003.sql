/*+++
id          = "POS003"
name        = "rarely-in-facility"
title       = "Service that is rarely or never done in a facility"
since       = "0.2"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule", "place"]
applies     = "coalesce(facility, TRUE)"
status      = "review"
disposition = "records-request"
carc        = "5"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "facility NA indicator" }]
message     = "{code} in place of service {place_of_service}: CMS marks it as rarely or never done in a facility; see that the place of service is right"
evidence    = "{code}: {field} {value}"
fix_text    = "correct the place of service when the patient was at home or in the office"
+++
## What it checks
A code without components that has the facility NA indicator in a facility place of service, such as a wellness visit in
a hospital.

## Why
No practice expense was set for that place.

## Exceptions
Codes with components (COM002, COM003), technical or incident-to codes (COM005), and visits of a place (POS004).

## How to fix
Check the place of service.
*/
SELECT claim_key, line_no, code, modifiers, 'facility NA' AS field, 'NA' AS value, place_of_service, place_name,
    fs_row AS source_row, fs_row_release AS release
FROM service
WHERE facility_na AND facility AND fs_status = 'A' AND pctc IN ('0', '9') AND usual_places = ''
