/*+++
id          = "NPI001"
name        = "npi-check-digit"
title       = "NPI fails its check digit"
since       = "0.1"
kind        = "set"
reads       = ["provider"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "N257"
citation    = [{ source = "45 CFR", section = "162.406" }, { source = "ISO/IEC 7812", section = "Luhn formula with prefix 80840" }]
message     = "the {role} provider's NPI {npi} is not valid: {say_meaning}"
fix_text    = "correct the NPI"
guard       = { over = "npi_fact", where = "NOT valid" }
+++
## What it checks
An NPI that is not ten digits beginning with 1 or 2, or whose last digit is not the Luhn check digit of 80840 and the
first nine.

## Why
No registry can hold such an NPI; payers reject the claim.

## How to fix
Correct it.
*/
SELECT p.claim_key, p.line_no, p.role, p.npi,
    CASE WHEN n.formed THEN 'the check digit does not fit' ELSE 'it is not ten digits beginning with 1 or 2' END AS say_meaning
FROM provider p
JOIN npi_fact n ON n.npi = p.npi
WHERE NOT n.valid
