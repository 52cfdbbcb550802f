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
message     = "{say_code} has not the form of a CPT or HCPCS code (five characters)"
mend        = "correct the code"
+++
## What it checks
A procedure code that is not five characters: a digit or letter, three digits, a digit or letter.

## Why
No payer can adjudicate it.

## Exceptions
Lines whose qualifier says that the code is of another set than HCPCS (HC).

## How to fix
Correct the code.
*/
SELECT claim_key, line_no, code, qualifier, CASE WHEN code = '' THEN '(none)' ELSE code END AS say_code
FROM service
WHERE qualifier = 'HC'
    AND NOT (length(code) = 5 AND regexp_replace(code, '^[A-Z0-9][0-9]{3}[A-Z0-9]$', '') = '')
