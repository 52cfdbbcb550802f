/*+++
id          = "NPI004"
name        = "ordering-provider-missing"
title       = "Diagnostic imaging without who ordered it"
since       = "0.2"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule", "payer"]
applies     = "(payer = 'Medicare' OR NOT payer_known) AND NOT has_orderer AND code BETWEEN '70010' AND '78999'"
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "N265"
citation    = [{ source = "Social Security Act", section = "1833(q)" }, { source = "42 CFR", section = "410.32(a)" }]
message     = "{code} is a diagnostic imaging study, and the claim names neither an ordering nor a referring provider: Medicare pays it only with the NPI of who ordered it"
fix_text    = "state the ordering provider"
+++
## What it checks
A diagnostic imaging code (PC/TC indicator 1) on a claim to Medicare without an ordering or a referring provider.

## Why
Diagnostic tests are ordered by the physician who treats the patient, and the claim states who that is.

## Exceptions
Image guidance, 3-D rendering and screening mammography. Other payers set their own rules.

## How to fix
Add the name and NPI.
*/
SELECT claim_key, line_no, code, modifiers, payer, fs_row AS source_row, fs_row_release AS release
FROM service
WHERE diagnostic_imaging AND payer = 'Medicare' AND NOT has_orderer
