/*+++
id          = "ADM002"
name        = "vaccination-without-vaccine"
title       = "Vaccination, and no vaccine billed"
since       = "0.3"
kind        = "set"
reads       = ["service"]
needs       = ["date"]
applies     = "code_groups LIKE '% vaccine-given %' AND place_of_service = '11'"
status      = "review"
disposition = "line-denial"
carc        = "107"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 18 section 10 (not read)" }]
message     = "{code} in the office, and no vaccine is billed on the day: check whether it was forgotten"
fix_text    = "bill the vaccine; with SL where the state gave it"
guard       = { over = "service", where = "code_groups LIKE '% vaccine-given %' AND place_of_service = '11'" }
+++
## What it checks
An immunization administration in the office, and no vaccine on the day in any claim of the patient.

## Why
The vaccine says which immunization it was, so payers deny the administration alone. A vaccine that the state gives is
stated too, with SL and no charge.

## Exceptions
Other places than the office.

## How to fix
Add what was done, or the reason why it is not billed.
*/
SELECT s.claim_key, s.line_no, s.code
FROM service s
WHERE s.code_groups LIKE '% vaccine-given %' AND s.place_of_service = '11' AND s.dme = ''
    AND NOT EXISTS (
        SELECT 1
        FROM service o
        WHERE o.patient_day = s.patient_day AND (o.code_groups LIKE '% vaccine %' OR o.code_groups LIKE '% drug %')
    )
