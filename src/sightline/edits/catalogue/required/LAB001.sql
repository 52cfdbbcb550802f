/*+++
id          = "LAB001"
name        = "waived-test-without-qw"
title       = "Waived test without QW in an office"
since       = "0.2"
kind        = "set"
reads       = ["service"]
needs       = ["place_stated"]
applies     = "code_groups LIKE '% waived-kit %'"
status      = "review"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "CMS change request 11747", section = "new waived tests: which need QW (summary read)" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 16 §70.8 (not read)" }]
message     = "{code} in place of service {place_of_service} without QW: a laboratory with a certificate of waiver needs it"
fix_text    = "QW, unless the laboratory has a certificate of compliance or accreditation"
guard       = { over = "service", where = "code_groups LIKE '% waived-kit %'" }
+++
## What it checks
One of the commonest waived tests (strep, influenza, COVID, mononucleosis, urine, cholesterol, prothrombin time, hemoglobin,
stool blood, drugs) in an office or the like without QW.

## Why
Under a certificate of waiver Medicare pays the test with QW only.

## Exceptions
Laboratories and pathologists. A test sent out (90). Other payers, whose rules are not loaded.

## How to fix
Add QW, or check the certificate.
*/
SELECT claim_key, line_no, code, modifiers, place_of_service
FROM service
WHERE code_groups LIKE '% waived-kit %' AND modifier_list NOT LIKE '% QW %' AND modifier_list NOT LIKE '% 26 %' AND modifier_list NOT LIKE '% 90 %'
    AND place_of_service IN ('04', '11', '12', '15', '17', '20') AND specialty NOT IN ('69', '22') AND specialty NOT LIKE '291%'
