/*+++
id          = "POS005"
name        = "operation-by-telehealth"
title       = "Operation or anesthesia with a telehealth place"
since       = "0.2"
kind        = "line"
reads       = ["service"]
applies     = "operation OR anesthesia"
status      = "fail"
disposition = "line-denial"
carc        = "5"
rarc        = "M77"
citation    = [{ source = "CMS place of service code set", section = "02 and 10" }, { source = "CMS list of telehealth services", section = "(not read)" }]
message     = "{code} in place of service {place_of_service} ({place_name}): an operation needs the patient in the room"
fix_text    = "use the place of service where the patient was"
+++
## What it checks
An operation (CPT surgery) or anesthesia in place of service 02 or 10.

## Why
The two places mean that patient and physician were in different places.

## Exceptions
Maternity care, some of which is visits. 54, 55 and 56 (parts of the care). Strapping, skin electrodes, ear wax, which
are told apart from operations elsewhere too.

## How to fix
Correct the place of service.
*/
SELECT claim_key, line_no, code, place_of_service, place_name
FROM service
WHERE (operation OR anesthesia) AND place_of_service IN ('02', '10') AND NOT of_period
    AND modifier_list NOT LIKE '% 54 %' AND modifier_list NOT LIKE '% 55 %' AND modifier_list NOT LIKE '% 56 %'
