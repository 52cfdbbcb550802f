/*+++
id          = "COM006"
name        = "rarely-in-office"
title       = "Service that is rarely or never done outside a facility"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule", "place"]
applies     = "NOT coalesce(facility, FALSE)"
status      = "review"
disposition = "records-request"
carc        = "5"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "non-facility NA indicator" }]
message     = "{code} in place of service {place_of_service}: CMS marks it as rarely or never done outside a facility; see that the place of service is right"
evidence    = "{code}: {field} {value}"
mend        = "correct the place of service when the patient was in a facility"
+++
## What it checks
A code with the non-facility NA indicator in a non-facility place of service.

## Why
No practice expense was set for that place; contractors price such a line themselves or deny it.

## How to fix
Check the place of service.
*/
SELECT claim_key, line_no, code, modifiers, 'non-facility NA' AS field, 'NA' AS value, place_of_service, place_name, fs_row AS source_row, fs_row_release AS release
FROM service
WHERE nonfacility_na AND NOT facility AND fs_status = 'A'
