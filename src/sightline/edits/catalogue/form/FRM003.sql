/*+++
id          = "FRM003"
name        = "relationship-unknown"
title       = "Relationship that the guide does not have"
since       = "0.3"
kind        = "line"
reads       = ["claim"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "N379"
citation    = [{ source = "ASC X12 005010X222A1", section = "SBR02 and PAT01 (not read)" }]
message     = "the relationship of patient to insured, {say_relationship}, is not one of the guide"
fix_text    = "18 for self; 01, 19, 20, 21, 39, 40, 53 or G8 for others"
+++
## What it checks
A claim of an X12 file whose relationship of patient to insured is none of 18 (self), 01 (spouse), 19 (child), 20
(employee), 21 (unknown), 39 and 40 (organ donor), 53 (life partner) and G8 (other).

## Why
Front ends reject a code that the implementation guide does not have, or none.

## Exceptions
Claims of tables and JSON, which may have no place for it.

## How to fix
State the relationship.
*/
SELECT claim_key, claim_id, CASE WHEN relationship = '' THEN '(none)' ELSE relationship END AS say_relationship
FROM claim
WHERE is_x12 AND relationship NOT IN ('18', '01', '19', '20', '21', '39', '40', '53', 'G8')
