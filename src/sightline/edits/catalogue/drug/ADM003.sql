/*+++
id          = "ADM003"
name        = "vaccine-without-vaccination"
title       = "Vaccine, and no vaccination billed"
since       = "0.3"
kind        = "set"
reads       = ["service"]
needs       = ["date"]
applies     = "code_groups LIKE '% vaccine %' AND place_of_service = '11'"
status      = "info"
disposition = "advisory"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 18 section 10 (not read)" }]
message     = "{code} in the office, and no administration of it is billed on the day: check whether it was forgotten"
fix_text    = "bill the administration"
guard       = { over = "service", where = "code_groups LIKE '% vaccine %' AND place_of_service = '11'" }
+++
## What it checks
A vaccine in the office, and no immunization administration on the day in any claim of the patient.

## Why
The administration is paid beside the vaccine, and is easily forgotten.

## Exceptions
Other places than the office. Nothing is denied: for information.

## How to fix
Add what was done, or the reason why it is not billed.
*/
SELECT s.claim_key, s.line_no, s.code
FROM service s
WHERE s.code_groups LIKE '% vaccine %' AND s.place_of_service = '11' AND s.dme = ''
    AND NOT EXISTS (
        SELECT 1
        FROM service o
        WHERE o.patient_day = s.patient_day AND (o.code_groups LIKE '% vaccine-given %')
    )
