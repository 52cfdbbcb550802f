/*+++
id          = "EQP007"
name        = "supply-over-the-policy"
title       = "More of a supply than the policy allows"
since       = "0.4"
kind        = "set"
reads       = ["service", "supply_limit"]
needs       = ["date", "units"]
status      = "review"
disposition = "line-denial"
carc        = "151"
citation    = [{ source = "Local coverage determinations of the DME contractors, the same for the whole country", section = "L33822, L33718, L33370 and L33803 (not read)" }]
message     = "{code}: {supplied} within {days} days; the policy allows {words}"
evidence    = "{code}: {allowed} in the period ({source})"
fix_text    = "bill what the period allows, or keep the record that more was needed"
guard       = { over = "service", where = "code BETWEEN 'A4200' AND 'A7999'" }
+++
## What it checks
On claims to Medicare the units of strips, lancets, monitors' supplies, masks, tubing, nebulizer kits and catheters that a patient got
within a period, the claims of `--history` among them. The quantities are rows of our table `supply_limit`; a line with KX or
KS is held to what is allowed with or without insulin.

## Why
The DME contractors deny what goes beyond the usual quantity.

## Exceptions
A supply that comes ten days before the last one is used up: the periods are that much shorter. GA, GX, GY and GZ. More may be
covered where the record says why: therefore for review. Other payers.

## How to fix
Bill what the period allows.
*/
WITH supplied AS (
    SELECT s.claim_key, s.line_no, s.code, s.patient, s.date_of_service, s.units, s.is_history, r.days, r.units AS allowed, r.modifier,
        r.words, r.source, r.source_row, r.release
    FROM service s
    JOIN supply_limit r ON r.code = s.code AND (r.modifier = '' OR s.modifier_list LIKE '% ' || r.modifier || ' %')
    WHERE s.payer = 'Medicare' AND s.filing_code <> '16' AND s.stands AND s.units > 0
        AND s.modifier_list NOT LIKE '% GA %' AND s.modifier_list NOT LIKE '% GX %'
        AND s.modifier_list NOT LIKE '% GY %' AND s.modifier_list NOT LIKE '% GZ %'
)
SELECT a.claim_key, a.line_no, a.code, CAST(sum(b.units) AS INTEGER) AS supplied, a.days, a.allowed, a.words, a.source, a.source_row,
    a.release
FROM supplied a
JOIN supplied b
    ON b.patient = a.patient AND b.code = a.code AND b.modifier = a.modifier
    AND b.date_of_service > add_days(a.date_of_service, -a.days)
    AND (
        b.date_of_service < a.date_of_service
        OR (
            b.date_of_service = a.date_of_service
            AND (b.claim_key < a.claim_key OR (b.claim_key = a.claim_key AND b.line_no <= a.line_no))
        )
    )
GROUP BY a.claim_key, a.line_no, a.code, a.days, a.allowed, a.words, a.source, a.source_row, a.release
HAVING sum(b.units) > a.allowed
