/*+++
id          = "DXC023"
name        = "injury-without-cause"
title       = "Injury, and no word on an accident"
since       = "0.3"
kind        = "set"
reads       = ["diagnosis", "claim"]
status      = "info"
disposition = "advisory"
citation    = [{ source = "ASC X12 005010X222A1", section = "CLM11 (not read)" }]
message     = "the first diagnosis, {printed}, is an injury at its first treatment, and the claim does not say whether an accident or the job was the cause"
fix_text    = "state the related cause (CLM11), or be ready to tell the payer"
guard       = { over = "diagnosis", where = "position = 1 AND code BETWEEN 'S00' AND 'T14ZZZZ'" }
+++
## What it checks
A claim of an X12 file with an injury (S00-T14, active treatment) as its first diagnosis and without a related cause.

## Why
Payers ask the patient who else is liable, and pay later.

## Exceptions
Claims of tables and JSON, which may have no place for it. Not every injury is an accident: for information only.

## How to fix
State the cause.
*/
SELECT d.claim_key, d.position, d.printed
FROM diagnosis d
JOIN claim c ON c.claim_key = d.claim_key
WHERE d.position = 1 AND d.code_set = 'ICD10' AND d.code BETWEEN 'S00' AND 'T14ZZZZ' AND d.code LIKE '______A'
    AND c.is_x12 AND c.accident = ''
