/*+++
id          = "DXC005"
name        = "icd9-after-transition"
title       = "Diagnosis of the code set of other dates"
since       = "0.1"
kind        = "set"
reads       = ["diagnosis"]
status      = "fail"
disposition = "claim-rejection"
carc        = "146"
rarc        = "M76"
citation    = [{ source = "45 CFR", section = "162.1002" }]
message     = "{say_diagnoses} stated as {say_found}"
fix_text    = "{say_advice}"
guard       = { over = "diagnosis", where = "(code_set = 'ICD9') = (date_of_service >= '2015-10-01')" }
+++
## What it checks
A diagnosis with an ICD-9-CM qualifier (BK, BF) on a date from 2015-10-01 on, or with one of ICD-10-CM (ABK, ABF) on an
earlier one; all of a claim in one finding.

## Why
HIPAA adopted ICD-10-CM for services from that date on, and ICD-9-CM for those before it.

## How to fix
Recode.
*/
SELECT claim_key, date_of_service, code_set, listed(printed, ' ', position) AS diagnoses,
    CASE WHEN count(*) = 1 THEN 'diagnosis ' ELSE 'diagnoses ' END
    || listed(CAST(position AS VARCHAR) || ' (' || printed || ')', ', ', position)
    || CASE WHEN count(*) = 1 THEN ' is' ELSE ' are' END AS say_diagnoses,
    CASE WHEN code_set = 'ICD9' THEN 'ICD-9-CM; from 2015-10-01 on only ICD-10-CM is valid'
        ELSE 'ICD-10-CM, which is valid from 2015-10-01 on only' END AS say_found,
    CASE WHEN code_set = 'ICD9' THEN 'use ICD-10-CM and the qualifiers ABK and ABF'
        ELSE 'correct the date of service, or use ICD-9-CM and the qualifiers BK and BF' END AS say_advice
FROM diagnosis
WHERE (code_set = 'ICD9' AND date_of_service >= '2015-10-01')
    OR (code_set = 'ICD10' AND date_of_service < '2015-10-01')
GROUP BY claim_key, date_of_service, code_set
