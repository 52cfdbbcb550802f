/*+++
id          = "DXC011"
name        = "diagnosis-not-pointed-to"
title       = "Diagnosis that no line points to"
since       = "0.2"
kind        = "set"
reads       = ["diagnosis", "service", "claim"]
status      = "info"
disposition = "advisory"
citation    = [{ source = "ASC X12 005010X222A1", section = "SV107" }]
message     = "{say_diagnoses} the reason of no line"
fix_text    = "point to it the lines that it explains, or leave it out"
guard       = { over = "diagnosis", where = "position > 1" }
+++
## What it checks
The diagnoses of a claim with several to which no line points, in one finding.

## Why
It supports no service; a pointer may have been forgotten.

## Exceptions
Claims of which no line points anywhere (DXC012).

## How to fix
Complete the pointers.
*/
WITH pointed AS (
    SELECT claim_key,
        max(CASE WHEN pointer_1 > 0 THEN 1 ELSE 0 END) AS any_pointer
    FROM service
    GROUP BY claim_key
)
SELECT d.claim_key, listed(d.printed, ' ', d.position) AS diagnoses,
    CASE WHEN count(*) = 1 THEN 'diagnosis ' ELSE 'diagnoses ' END
    || listed(CAST(d.position AS VARCHAR) || ' (' || d.printed || ')', ', ', d.position)
    || CASE WHEN count(*) = 1 THEN ' is' ELSE ' are' END AS say_diagnoses
FROM diagnosis d
JOIN pointed p ON p.claim_key = d.claim_key AND p.any_pointer = 1
JOIN claim c ON c.claim_key = d.claim_key
WHERE c.diagnoses > 1 AND NOT EXISTS (
    SELECT 1
    FROM service s
    WHERE s.claim_key = d.claim_key AND d.position IN (s.pointer_1, s.pointer_2, s.pointer_3, s.pointer_4)
)
GROUP BY d.claim_key
