/*+++
id          = "DXC005"
name        = "icd9-after-transition"
title       = "ICD-9-CM code after 2015-09-30"
since       = "0.1"
kind        = "line"
reads       = ["diagnosis"]
status      = "fail"
disposition = "claim-rejection"
carc        = "146"
rarc        = "M76"
citation    = [{ source = "45 CFR", section = "162.1002" }]
message     = "diagnosis {position} ({code}) is stated as ICD-9-CM; from 2015-10-01 on only ICD-10-CM is valid"
mend        = "use ICD-10-CM and the qualifiers ABK and ABF"
+++
## What it checks
A diagnosis with an ICD-9-CM qualifier (BK, BF) on a date from 2015-10-01 on.

## Why
HIPAA adopted ICD-10-CM for services from that date.

## How to fix
Recode.
*/
SELECT claim_key, position, code, date_of_service
FROM diagnosis
WHERE code_set = 'ICD9' AND date_of_service >= DATE '2015-10-01'
