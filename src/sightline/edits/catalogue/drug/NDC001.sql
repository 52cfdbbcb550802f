/*+++
id          = "NDC001"
name        = "drug-without-ndc"
title       = "Drug code without a National Drug Code"
since       = "0.2"
kind        = "line"
reads       = ["service"]
applies     = "code BETWEEN 'J0000' AND 'J9999'"
status      = "review"
disposition = "line-denial"
carc        = "16"
rarc        = "M119"
citation    = [{ source = "UnitedHealthcare National Drug Code requirement", section = "professional claims, from 2017-01-01" }, { source = "Social Security Act", section = "1927(a)(7), Medicaid" }]
message     = "{code} is a drug, and the line has no National Drug Code: look whether the payer asks for it"
mend        = "state the code of the package with quantity and unit"
+++
## What it checks
A HCPCS drug code (J0000-J9999) without an NDC on a claim to a payer other than Medicare.

## Why
Medicaid, UnitedHealthcare and many other payers deny drug lines without the code of the package.

## Exceptions
Medicare Part B, which does not ask for it.

## How to fix
Add the NDC with N4, quantity and unit.
*/
SELECT claim_key, line_no, code, payer
FROM service
WHERE code BETWEEN 'J0000' AND 'J9999' AND ndc = '' AND payer <> 'Medicare'
