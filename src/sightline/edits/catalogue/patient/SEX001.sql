/*+++
id          = "SEX001"
name        = "sex-of-the-code"
title       = "Patient of another sex than the code is for"
since       = "0.2"
kind        = "set"
reads       = ["service", "patient_rule"]
needs       = ["sex"]
applies     = "code_groups LIKE '% of-sex %'"
status      = "fail"
disposition = "line-denial"
carc        = "7"
citation    = [{ source = "CMS MLN Matters MM6638", section = "gender specific services and KX (summary read)" }, { source = "CPT", section = "female and male genital system, maternity care" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 32 §240 (not read)" }]
message     = "{code} is for the other sex ({say_source}); the claim says {sex}"
fix_text    = "the right sex, or KX where the service is right for a transgender patient"
guard       = { over = "service", where = "code_groups LIKE '% of-sex %'" }
+++
## What it checks
A procedure on an organ that the stated sex has not: female genital system, maternity, cervical screening; male genital system,
prostate screening.

## Why
Payers compare the sex with the procedure.

## Exceptions
KX, which says that the conflict is known. Operations on organs that transgender patients have are for review. Claims without
a sex, or with U, are reported as not checked.

## How to fix
Correct the sex, or add KX.
*/
SELECT s.claim_key, s.line_no, r.status, s.code, s.sex, r.source AS say_source
FROM service s
JOIN patient_rule r ON s.code >= r.code_from AND s.code <= r.code_to AND r.payer IN ('', s.payer)
WHERE s.code_groups LIKE '% of-sex %' AND s.modifier_list NOT LIKE '% KX %'
    AND r.sex <> '' AND s.sex IN ('F', 'M') AND s.sex <> r.sex
