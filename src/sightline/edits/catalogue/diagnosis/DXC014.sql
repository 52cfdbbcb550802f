/*+++
id          = "DXC014"
name        = "nodule-with-tumor"
title       = "Lung nodule listed beside the tumor"
since       = "0.2"
kind        = "set"
reads       = ["diagnosis"]
status      = "info"
disposition = "advisory"
citation    = [{ source = "ICD-10-CM Official Guidelines", section = "I.B.4 and I.B.5" }]
message     = "diagnosis {position} ({printed}) is a finding that {definitive} (diagnosis {definitive_position}) explains"
fix_text    = "leave the finding out unless it was another lesion"
guard       = { over = "diagnosis", where = "code LIKE 'C34%' OR code LIKE 'C780%' OR code LIKE 'D143%'" }
+++
## What it checks
R91.1 or R91.8 on a claim that also has a tumor of the lung (C34, C78.0, D14.3).

## Why
A finding that belongs to an established diagnosis is not coded beside it.

## Exceptions
Another nodule than the tumor: therefore for information only.

## How to fix
Leave it out.
*/
WITH explained AS (
    SELECT f.claim_key, f.position, f.printed, d.printed AS definitive, d.position AS definitive_position,
        row_number() OVER (PARTITION BY f.claim_key, f.position ORDER BY d.position) AS place
    FROM diagnosis f
    JOIN diagnosis d ON d.claim_key = f.claim_key
    WHERE f.code IN ('R911', 'R918') AND (d.code LIKE 'C34%' OR d.code LIKE 'C780%' OR d.code LIKE 'D143%')
)
SELECT claim_key, position, printed, definitive, definitive_position
FROM explained
WHERE place = 1
