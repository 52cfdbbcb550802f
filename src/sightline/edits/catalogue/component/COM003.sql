/*+++
id          = "COM003"
name        = "technical-in-facility"
title       = "Technical component billed by a physician in a facility"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule", "place"]
applies     = "component = 'TC' AND coalesce(facility, TRUE)"
status      = "fail"
disposition = "line-denial"
carc        = "5"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 13 §20.1-20.2" }, { source = "CMS PFS Relative Value File record layout", section = "facility NA indicator" }]
message     = "{code}-TC in place of service {place_of_service}: the facility is paid for the technical component, not the physician"
evidence    = "{code}: {field} {value}"
fix_text    = "remove line {line_no}; bill 26 for the interpretation if it was yours"
fix         = { action = "remove_line" }
+++
## What it checks
Modifier TC on a professional claim with a facility place of service.

## Why
Hospitals and surgical centres are paid for the technical component in their own payment (packaged or by APC).

## How to fix
Remove the line.
*/
SELECT claim_key, line_no, code, modifiers, 'PC/TC indicator' AS field, pctc AS value, place_of_service, place_name, facility_na, fs_row AS source_row, fs_row_release AS release
FROM service
WHERE pctc = '1' AND component = 'TC' AND facility
