/*+++
id          = "TAX001"
name        = "unknown-taxonomy"
title       = "Taxonomy is not in the NUCC code set"
since       = "0.1"
kind        = "set"
reads       = ["provider", "taxonomy"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "N255"
citation    = [{ source = "NUCC Health Care Provider Taxonomy", section = "" }]
message     = "the {role} provider's taxonomy {taxonomy} is not in the NUCC code set"
fix_text    = "correct the taxonomy"
guard       = { over = "taxonomies", where = "taxonomy <> '' AND NOT EXISTS (SELECT 1 FROM taxonomy t WHERE t.code = taxonomies.taxonomy)" }
+++
## What it checks
A provider taxonomy that the loaded NUCC code set does not have.

## Why
Payers use the taxonomy to choose contract and edit, and reject unknown ones.

## How to fix
Correct it.
*/
SELECT p.claim_key, p.line_no, p.role, p.taxonomy
FROM provider p
WHERE p.taxonomy <> '' AND NOT EXISTS (SELECT 1 FROM taxonomy t WHERE t.code = p.taxonomy)
