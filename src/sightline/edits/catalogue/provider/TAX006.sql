/*+++
id          = "TAX006"
name        = "social-worker-with-inpatient"
title       = "Inpatient's therapy by a social worker or counselor"
since       = "0.2"
kind        = "line"
reads       = ["service"]
applies     = "specialty IN ('80', 'E1', 'E2') AND taxonomy_stated"
status      = "fail"
disposition = "line-denial"
carc        = "170"
rarc        = "N95"
citation    = [{ source = "Medicare Benefit Policy Manual, Pub. 100-02", section = "chapter 15 §170.B and D (read in part)" }, { source = "42 CFR", section = "410.53, 410.54, 410.73 (not read)" }]
message     = "{code} in place of service {place_of_service} ({place_name}) by taxonomy {rendering_taxonomy}: what social workers and counselors do for inpatients is the facility's, not theirs to bill"
fix_text    = "the place of service when the patient was no inpatient; otherwise expect no payment"
+++
## What it checks
On claims to Medicare a service of a social worker, counselor or family therapist in a hospital's inpatient place (21,
51, 61); in a skilled nursing facility (31), where the facility must furnish some of them, a review.

## Why
The benefit leaves out services to inpatients of hospitals.

## Exceptions
Nursing facilities (32) and outpatients. GY. Other payers, whose rules on this are not loaded: reported as not checked.

## How to fix
Correct the place of service, or bill nothing.
*/
SELECT claim_key, line_no, code, place_of_service, place_name, rendering_taxonomy, specialty,
    CASE WHEN place_of_service = '31' THEN 'review' ELSE 'fail' END AS status
FROM service
WHERE specialty IN ('80', 'E1', 'E2') AND taxonomy_stated AND place_of_service IN ('21', '31', '51', '61')
    AND modifier_list NOT LIKE '% GY %'
