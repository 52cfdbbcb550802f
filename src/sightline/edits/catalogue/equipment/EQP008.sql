/*+++
id          = "EQP008"
name        = "equipment-bought-again"
title       = "Equipment bought again within five years"
since       = "0.4"
kind        = "set"
reads       = ["service"]
needs       = ["date"]
applies     = "code_groups LIKE '% lasting-equipment %'"
status      = "review"
disposition = "line-denial"
carc        = "151"
citation    = [{ source = "42 CFR", section = "414.210(f)(1) (not read)" }, { source = "CMS Benefit Policy Manual, Pub. 100-02", section = "chapter 15 section 110.2 (not read)" }]
message     = "{code} was bought on {earlier_on} ({related_line}); equipment is replaced after five years"
fix_text    = "RA with the reason where it was lost, stolen or damaged beyond repair; otherwise GY or GA"
guard       = { over = "service", where = "code_groups LIKE '% lasting-equipment %' AND several_dates" }
+++
## What it checks
On claims to Medicare the purchase (NU or UE) of equipment that the patient bought within five years before, in the claims of
`--history` or of the run.

## Why
Medicare replaces equipment after its reasonable useful lifetime, which is five years.

## Exceptions
RA (replacement), RB (part of a repair), GA, GX, GY and GZ. Rented equipment. Another code of the same kind of equipment: a
change of need may be covered. Other payers.

## How to fix
Add RA, or tell the patient beforehand.
*/
WITH bought AS (
    SELECT s.claim_key, s.line_no, s.code, s.patient, s.date_of_service, s.modifier_list
    FROM service s
    WHERE s.code_groups LIKE '% lasting-equipment %' AND s.payer = 'Medicare' AND s.filing_code <> '16' AND s.stands
        AND (s.modifier_list LIKE '% NU %' OR s.modifier_list LIKE '% UE %')
),
again AS (
    SELECT a.claim_key, a.line_no, a.code, b.claim_key AS other_claim_key, b.line_no AS other_line,
        b.date_of_service AS earlier_on,
        row_number() OVER (
            PARTITION BY a.claim_key, a.line_no ORDER BY b.date_of_service DESC, b.claim_key DESC, b.line_no DESC
        ) AS place
    FROM bought a
    JOIN bought b
        ON b.patient = a.patient AND b.code = a.code AND b.date_of_service < a.date_of_service
        AND b.date_of_service > add_months(a.date_of_service, -60)
    WHERE a.modifier_list NOT LIKE '% RA %' AND a.modifier_list NOT LIKE '% RB %'
        AND a.modifier_list NOT LIKE '% GA %' AND a.modifier_list NOT LIKE '% GX %'
        AND a.modifier_list NOT LIKE '% GY %' AND a.modifier_list NOT LIKE '% GZ %'
)
SELECT claim_key, line_no, other_claim_key, other_line, code, earlier_on
FROM again
WHERE place = 1
