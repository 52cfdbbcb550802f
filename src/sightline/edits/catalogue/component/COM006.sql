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
fix_text    = "correct the place of service when the patient was in a facility"
+++
## What it checks
A code with the non-facility NA indicator in a non-facility place of service.

## Why
No practice expense was set for that place; contractors price such a line themselves or deny it.

## Exceptions
Care after or before an operation that another physician did (55, 56), which is an office visit. Births (59400-59622) in a birth center or
at home.

## How to fix
Check the place of service.
*/
SELECT claim_key, line_no, code, modifiers, 'non-facility NA' AS field, 'NA' AS value, place_of_service, place_name, fs_row AS source_row, fs_row_release AS release
FROM service
WHERE nonfacility_na AND NOT facility AND fs_status = 'A' AND usual_places = '' AND modifier_list NOT LIKE '% 55 %' AND modifier_list NOT LIKE '% 56 %'
    AND NOT (place_of_service IN ('12', '25') AND code BETWEEN '59400' AND '59622')
