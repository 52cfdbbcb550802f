/*+++
id          = "POS002"
name        = "place-with-telehealth-guidance"
title       = "Image guidance in a place where no needle is placed"
since       = "0.1"
kind        = "line"
reads       = ["service"]
status      = "review"
disposition = "records-request"
carc        = "5"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 13 §150" }]
message     = "{code} in place of service {place_of_service} ({place_name}): image guidance needs the patient and the equipment; state the place where the patient had the technical component"
fix_text    = "use the place of service where the patient was, for 26 too"
+++
## What it checks
Image guidance with a place of service such as telehealth, home or ambulance.

## Why
The place of service of an interpretation is where the patient had the technical component, even when the physician
reads elsewhere.

## How to fix
Correct the place of service.
*/
SELECT claim_key, line_no, code, place_of_service, place_name
FROM service
WHERE guidance_use = 'needle' AND place_of_service IN ('01', '02', '03', '09', '10', '12', '41', '42', '81')
