/*+++
id          = "CON001"
name        = "in-skilled-nursing-stay"
title       = "Service that the skilled nursing facility bills"
since       = "0.3"
kind        = "line"
reads       = ["service"]
needs       = ["payer"]
applies     = "(payer = 'Medicare' OR NOT payer_known) AND place_of_service = '31' AND (component = 'TC' OR code_groups LIKE '% always-therapy %')"
status      = "review"
disposition = "line-denial"
carc        = "109"
rarc        = "N538"
citation    = [{ source = "Social Security Act", section = "1862(a)(18) and 1888(e)(2)(A) (not read)" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 6 sections 10 and 20 (not read)" }]
message     = "{code} in place of service 31: in a stay that Part A pays, the facility bills it"
fix_text    = "check whether the stay was of Part A; if not, place of service 32; otherwise the facility pays"
+++
## What it checks
Therapy, or the technical component of a test (TC), in place of service 31, on a claim to Medicare.

## Why
During a stay that Part A pays, the facility is paid for it (consolidated billing), and Medicare denies the line.

## Exceptions
Professional services. A resident whose stay Part A does not pay is in place of service 32. Medicare Advantage plans and
other payers, whose rule is their contract's.

## How to fix
Correct the place, or bill the facility.
*/
SELECT claim_key, line_no, code
FROM service
WHERE payer = 'Medicare' AND filing_code <> '16' AND place_of_service = '31' AND (component = 'TC' OR code_groups LIKE '% always-therapy %')
