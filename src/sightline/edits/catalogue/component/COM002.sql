/*+++
id          = "COM002"
name        = "global-in-facility"
title       = "Global service billed where the facility owns the equipment"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule", "place"]
applies     = "component = '' AND coalesce(facility, TRUE)"
status      = "fail"
disposition = "line-denial"
carc        = "5"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 13 §20.1-20.2" }, { source = "CMS PFS Relative Value File record layout", section = "facility NA indicator" }]
message     = "{code} without 26 in place of service {place_of_service}: the facility is paid for the technical component, the physician for the professional"
evidence    = "{code}: {field} {value}"
fix_text    = "{say_advice}"
fix         = { action = "set_modifiers", safe = true }
+++
## What it checks
A code with professional and technical components (PC/TC indicator 1), billed without 26, in a facility place of
service.

## Why
In a facility the technical component belongs to the facility's own payment, so that Part B pays the physician for the
professional component only.

## Exceptions
Places of service that the physician fee schedule counts as non-facility.

## How to fix
Append 26. A line with four modifiers has no room for it: leave out one that only informs.
*/
SELECT claim_key, line_no, code, modifiers, 'PC/TC indicator' AS field, pctc AS value, place_of_service, place_name, facility_na, fs_row AS source_row, fs_row_release AS release,
    CASE WHEN modifier_4 = '' THEN 'add 26 to line ' || CAST(line_no AS VARCHAR)
        ELSE 'put 26 on line ' || CAST(line_no AS VARCHAR) || ' in the place of a modifier that only informs: it has four' END AS say_advice,
    CASE WHEN modifier_4 = '' THEN trim('26 ' || modifiers) END AS fix_value
FROM service
WHERE pctc = '1' AND component = '' AND facility AND fs_status IN ('A', 'C', 'R', 'T')
