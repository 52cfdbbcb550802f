/*+++
id          = "COM005"
name        = "hospital-pays-technical"
title       = "Technical or incident-to service billed in a hospital"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule"]
applies     = "place_of_service IN ('19', '21', '22', '23')"
status      = "fail"
disposition = "line-denial"
carc        = "5"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "Attachment A, PC/TC indicator" }]
message     = "{code} in place of service {place_of_service}: {say_meaning} that the hospital is paid for"
evidence    = "{code}: {field} {value}"
fix_text    = "remove line {line_no}, or bill the code for the professional part"
+++
## What it checks
A technical-only (PC/TC 3), global-test (4) or incident-to (5) code in a hospital place of service (19, 21, 22, 23).

## Why
In a hospital these services belong to the hospital's payment; contractors do not pay them to a physician.

## How to fix
Remove the line, or bill the stand-alone code of the professional part.
*/
SELECT claim_key, line_no, code, modifiers, 'PC/TC indicator' AS field, pctc AS value, place_of_service, CASE pctc WHEN '3' THEN 'a technical service' WHEN '4' THEN 'a test with its technical part' ELSE 'a service incident to a physician' END AS say_meaning, fs_row AS source_row, fs_row_release AS release
FROM service
WHERE pctc IN ('3', '4', '5') AND place_of_service IN ('19', '21', '22', '23')
