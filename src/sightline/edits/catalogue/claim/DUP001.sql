/*+++
id          = "DUP001"
name        = "duplicate-line"
title       = "Same service twice in one claim"
since       = "0.1"
kind        = "set"
reads       = ["service"]
needs       = ["date"]
status      = "fail"
disposition = "line-denial"
carc        = "18"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 1 §120 (not verified against the published text)" }]
message     = "{code} stands on line {other_line} too, with the same modifiers, units and physician"
fix_text    = "remove line {line_no}; a true repeat takes 76, 77 or 91"
fix         = { action = "remove_line" }
guard       = { over = "service", where = "lines_on_date > 1" }
+++
## What it checks
Two lines in one claim with the same patient, date, code, modifiers, units, National Drug Code and rendering provider.

## Why
Payers deny the second as an exact duplicate.

## Exceptions
76, 77, 91, 59 or X{EPSU} on the line; another National Drug Code, as where one code stands for any drug; a claim that is
void, voided or replaced.

## How to fix
Remove the line, or append the modifier that says why it was repeated.
*/
WITH repeated AS (
    SELECT claim_key, line_no, date_of_service, code, modifiers, modifier_list, distinct_modifier, rendering_npi, units, ndc
    FROM service
    WHERE lines_on_date > 1 AND date_of_service IS NOT NULL
),
same AS (
    SELECT
        s.claim_key, s.line_no, s.code, s.modifiers, s.modifier_list, s.distinct_modifier, s.units,
        first_value(s.line_no) OVER w AS other_line,
        row_number() OVER w AS place
    FROM repeated s
    JOIN (
        SELECT claim_key, date_of_service, code, modifiers, rendering_npi, units, ndc
        FROM repeated
        GROUP BY claim_key, date_of_service, code, modifiers, rendering_npi, units, ndc
        HAVING count(*) > 1
    ) d
        ON d.claim_key = s.claim_key AND d.date_of_service = s.date_of_service AND d.code = s.code
        AND d.modifiers = s.modifiers AND d.rendering_npi = s.rendering_npi AND d.units = s.units
        AND d.ndc = s.ndc
    WINDOW w AS (
        PARTITION BY s.claim_key, s.date_of_service, s.code, s.modifiers, s.rendering_npi, s.units, s.ndc
        ORDER BY s.line_no
    )
)
SELECT claim_key, line_no, other_line, code, modifiers, units
FROM same
WHERE place > 1 AND distinct_modifier = ''
    AND NOT (modifier_list LIKE '% 76 %' OR modifier_list LIKE '% 77 %' OR modifier_list LIKE '% 91 %')
