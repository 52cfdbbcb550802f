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
citation    = [{ source = "Payer profile", section = "ndc_on_drugs, with its source" }]
parameter   = "ndc_on_drugs"
message     = "{code} is a drug, and the line has no National Drug Code, which {payer} requires"
fix_text    = "state the code of the package with quantity and unit"
+++
## What it checks
A HCPCS drug code (J0000-J9999) without an NDC, on a claim to a payer whose profile says that it requires one.

## Why
UnitedHealthcare, Medicaid (Social Security Act 1927(a)(7)) and others deny drug lines without the code of the package.

## Exceptions
Medicare Part B, which does not require it. Of a payer whose rule is not loaded the line is reported as not checked.

## How to fix
Add the NDC with N4, quantity and unit.
*/
SELECT claim_key, line_no, code, payer
FROM service
WHERE code BETWEEN 'J0000' AND 'J9999' AND ndc = '' AND payer <> 'Medicare'
