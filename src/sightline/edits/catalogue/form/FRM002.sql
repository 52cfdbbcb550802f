/*+++
id          = "FRM002"
name        = "medicare-patient-not-insured"
title       = "Medicare patient who is not the insured person"
since       = "0.3"
kind        = "line"
reads       = ["claim"]
status      = "fail"
disposition = "claim-rejection"
carc        = "31"
citation    = [{ source = "WPS Medicare, CMS-1500 to 5010 crosswalk", section = "item 1a: the patient is always the subscriber" }, { source = "ASC X12 005010X222A1", section = "SBR02 and loop 2000C (not read)" }]
message     = "the patient is not the insured person by the relationship {relationship}; for Medicare they are always the same"
fix_text    = "relationship 18, with the patient as subscriber"
+++
## What it checks
A claim to Medicare whose relationship of patient to insured is another than self (18).

## Why
Medicare insures each person by a number of his or her own; its front end rejects the claim.

## Exceptions
Claims that state no relationship.

## How to fix
State the patient as the insured person.
*/
SELECT claim_key, claim_id, relationship
FROM claim
WHERE payer = 'Medicare' AND relationship NOT IN ('18', '')
