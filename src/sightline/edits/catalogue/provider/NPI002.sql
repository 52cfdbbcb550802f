/*+++
id          = "NPI002"
name        = "billing-provider-missing"
title       = "Claim without a billing provider's NPI"
since       = "0.2"
kind        = "line"
reads       = ["claim"]
needs       = ["billing_column"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "N257"
citation    = [{ source = "ASC X12 005010X222A1", section = "loop 2010AA NM109" }, { source = "45 CFR", section = "162.410" }]
message     = "the claim has no NPI of the billing provider"
fix_text    = "state it"
+++
## What it checks
A claim whose billing provider has no NPI.

## Why
Every provider that is covered by HIPAA has one and states it.

## Exceptions
Atypical providers, who have none. Tables without a column for it are reported as not checked.

## How to fix
Add it.
*/
SELECT claim_key, claim_id
FROM claim
WHERE billing_npi = '' AND has_place NOT LIKE '% no_billing_npi %'
