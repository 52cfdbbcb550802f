/*+++
id          = "FRM018"
name        = "laboratory-number-missing"
title       = "Laboratory test without the number of the CLIA certificate"
since       = "0.4"
kind        = "line"
reads       = ["service"]
needs       = ["identifiers"]
applies     = "payer = 'Medicare' AND code_groups LIKE '% clia %'"
status      = "review"
disposition = "claim-rejection"
carc        = "16"
rarc        = "MA120"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 16 section 70.10 (read as a billing service quotes it, 2022-06-13)" }, { source = "ASC X12 005010X222A1", section = "REF*X4 in loops 2300 and 2400 (not read)" }, { source = "42 CFR", section = "493 (not read)" }]
message     = "neither the line nor the claim states the number of the laboratory's CLIA certificate for {code}"
fix_text    = "state the number of the certificate (REF*X4, item 23 of the paper form) under which the test was done"
+++
## What it checks
A laboratory test to Medicare that CLIA covers, on a claim or line without the number of a certificate: of an X12 file, or of a
table with a column for identifiers.

## Why
Contractors return the claim as unprocessable. It is a review: that the list of codes which CLIA covers is whole and current was not
verified at its source.

## Exceptions
Interpretations (26), which need no certificate, and tests sent out (90), whose laboratory has a number of its own (REF*F4). Codes
that CLIA excludes, as far as they are known: the rows `clia` of our groups of codes leave out what is doubtful. Other payers.
Claims of JSON and of tables without such a column are not checked.

## How to fix
Add the number, the same under which the laboratory works: two digits, D, seven digits.
*/
SELECT claim_key, line_no, code
FROM service
WHERE payer = 'Medicare' AND code_groups LIKE '% clia %' AND NOT laboratory AND place_for_identifiers
    AND modifier_list NOT LIKE '% 26 %' AND modifier_list NOT LIKE '% 90 %'
