/*+++
id          = "FRM017"
name        = "traffic-accident-not-stated"
title       = "Accident of transport, and no related cause"
since       = "0.4"
kind        = "set"
reads       = ["claim", "diagnosis"]
status      = "review"
disposition = "claim-rejection"
carc        = "16"
rarc        = "MA04"
citation    = [{ source = "ASC X12 005010X222A1", section = "CLM11: related causes (not read)" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 26 section 10.2, item 10 (not read)" }]
message     = "diagnosis {position} ({printed}) says that an accident of transport was the cause, and the claim states none"
fix_text    = "state the related cause (AA for an automobile, OA for another accident) and its date"
guard       = { over = "diagnosis", where = "code BETWEEN 'V00' AND 'V99ZZZZ'" }
+++
## What it checks
A claim of an X12 file, or of a table that has a column for it, with an accident of transport (V00-V99, first treatment) among
its diagnoses and without a related cause.

## Why
The payer asks who else is liable, and denies or holds the claim until it knows.

## Exceptions
Later treatment. Claims of JSON, and of tables without such a column, which may have no place for it. Other injuries: DXC023.

## How to fix
State the cause and the date.
*/
SELECT d.claim_key, min(d.position) AS position, min(d.printed) AS printed
FROM diagnosis d
JOIN claim c ON c.claim_key = d.claim_key
WHERE d.code_set = 'ICD10' AND d.code BETWEEN 'V00' AND 'V99ZZZZ' AND d.code LIKE '______A'
    AND c.accident = '' AND c.has_place LIKE '% accident %'
GROUP BY d.claim_key
