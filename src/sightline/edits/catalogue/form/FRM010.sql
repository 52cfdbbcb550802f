/*+++
id          = "FRM010"
name        = "secondary-without-primary"
title       = "Secondary claim without its primary payer"
since       = "0.3"
kind        = "line"
reads       = ["claim"]
status      = "fail"
disposition = "claim-rejection"
carc        = "22"
rarc        = "MA04"
citation    = [{ source = "ASC X12 005010X222A1", section = "SBR05 and loop 2320 (not read)" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 1: claims where Medicare is secondary (not read)" }]
message     = "the payer is {say_place} by SBR01, and the claim says {say_missing}"
fix_text    = "state why (SBR05) and who paid first, with what it paid (loop 2320)"
+++
## What it checks
A claim of an X12 file to a payer that is not primary, which names no other payer; or to Medicare without the reason for
which it is secondary (SBR05).

## Why
The payer cannot tell what is left for it; front ends reject the claim.

## Exceptions
Claims of tables and JSON, which may have no place for other payers. Medicare Advantage plans need no reason.

## How to fix
Add the other payer and its decision.
*/
SELECT claim_key, claim_id, CASE responsibility WHEN 'S' THEN 'secondary' WHEN 'T' THEN 'tertiary' ELSE 'not primary' END AS say_place,
    CASE WHEN other_payers = 0 AND payer = 'Medicare' AND filing_code = 'MB' AND insurance_type = ''
            THEN 'neither why Medicare is not primary nor who is'
        WHEN other_payers = 0 THEN 'nothing of a payer before it'
        ELSE 'not why Medicare is not primary' END AS say_missing
FROM claim
WHERE is_x12 AND responsibility NOT IN ('P', 'U', '')
    AND (other_payers = 0 OR (payer = 'Medicare' AND filing_code = 'MB' AND insurance_type = ''))
