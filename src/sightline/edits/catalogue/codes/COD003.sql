/*+++
id          = "COD003"
name        = "malformed-code"
title       = "Procedure code has not the form of one"
since       = "0.1"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-rejection"
carc        = "181"
citation    = [{ source = "ASC X12 005010X222A1", section = "SV101-2" }]
message     = "{say_code} has not the form of a CPT or HCPCS code (five digits, four and a letter of A, F, M, T, U, or a letter and four digits)"
fix_text    = "correct the code"
+++
## What it checks
A procedure code that is neither five digits, nor four digits and the letter of a CPT category (A, F, M, T, U), nor a
letter and four digits.

## Why
No payer can adjudicate it.

## Exceptions
Lines whose qualifier says that the code is of another set than HCPCS (HC).

## How to fix
Correct the code.
*/
SELECT claim_key, line_no, code, qualifier, CASE WHEN code = '' THEN '(none)' ELSE code END AS say_code
FROM service
WHERE qualifier IN ('HC', '') AND NOT formed
