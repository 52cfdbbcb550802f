/*+++
id          = "DXC006"
name        = "manifestation-first"
title       = "Manifestation listed first"
since       = "0.2"
kind        = "line"
reads       = ["diagnosis"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "MA63"
citation    = [{ source = "ICD-10-CM Official Guidelines", section = "I.A.13" }, { source = "Medicare Code Editor v43.1", section = "manifestation code as principal diagnosis" }]
message     = "the first diagnosis, {printed}, is a manifestation: the disease that causes it is listed before it"
fix_text    = "put the underlying disease first"
+++
## What it checks
A manifestation code as the first diagnosis of the claim.

## Why
Such a code names what another disease does; the disease is listed first.

## How to fix
List the underlying disease first.
*/
SELECT claim_key, position, printed, date_of_service, attribute_row AS source_row, attribute_release AS release
FROM diagnosis
WHERE position = 1 AND code_set = 'ICD10' AND attributes LIKE '% manifestation %'
