/*+++
id          = "FRM012"
name        = "line-out-of-balance"
title       = "Line out of balance with what another payer decided"
since       = "0.3"
kind        = "set"
reads       = ["adjudication", "service"]
status      = "fail"
disposition = "line-rejection"
carc        = "16"
rarc        = "N4"
citation    = [{ source = "ASC X12 005010X222A1", section = "section 1.4.4: SV102, SVD02 and CAS of loop 2430 (not read)" }]
message     = "line {line_no} charges {charge}; the other payer paid {paid} and adjusted {adjusted}, in all {decided}"
fix_text    = "correct what it paid (SVD02) or its adjustments (CAS)"
guard       = { over = "claim", where = "other_payers > 0" }
+++
## What it checks
A line whose charge differs from what another payer paid for it and the adjustments of that payer together.

## Why
Payers and clearing houses reject a claim out of balance.

## Exceptions
Lines that several payers decided, or one of them in several pieces; amounts that cannot be read.

## How to fix
Copy the amounts from the remittance.
*/
SELECT s.claim_key, s.line_no, s.code, s.charge, a.paid, a.adjusted, a.decided
FROM adjudication a
JOIN service s ON s.claim_key = a.claim_key AND s.line_no = a.line_no
WHERE round(a.decided, 2) <> s.charge
