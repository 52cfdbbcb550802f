/*+++
id          = "DUP002"
name        = "duplicate-across-claims"
title       = "Same service twice in two claims"
since       = "0.1"
kind        = "set"
reads       = ["service", "claim"]
needs       = ["date", "one_day"]
status      = "fail"
disposition = "line-denial"
carc        = "18"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 1 §120 (not verified against the published text)" }]
message     = "{code} is on {related_claim} too (line {other_line}), with the same date, modifiers, units and physician"
fix_text    = "remove line {line_no}; a true repeat takes 76, 77 or 91"
fix         = { action = "remove_line" }
guard       = { over = "service", where = "lines_on_date > 1" }
+++
## What it checks
Two lines in two claims to one payer with the same patient, date, code, modifiers, units, National Drug Code and
rendering provider.

## Why
Payers deny the second as an exact duplicate.

## Exceptions
76, 77, 91, 59 or X{EPSU} on the line; a claim and its replacement, a claim and its void; claims to two payers, as
for a primary and a secondary; another National Drug Code.

## How to fix
Remove the line, or append the modifier that says why it was repeated.
*/
WITH candidate AS (
    SELECT
        s.claim_key, s.line_no, s.patient_day, s.code, s.modifiers, s.modifier_list, s.distinct_modifier,
        s.rendering_npi, s.units, s.ndc, c.payer_id, c.payer_name
    FROM service s
    JOIN claim c ON c.claim_key = s.claim_key
    WHERE s.lines_on_date > 1 AND s.date_of_service IS NOT NULL
),
same AS (
    SELECT
        s.claim_key, s.line_no, s.code, s.modifiers, s.modifier_list, s.distinct_modifier, s.units,
        first_value(s.claim_key) OVER w AS other_claim_key,
        first_value(s.line_no) OVER w AS other_line,
        row_number() OVER own AS place_in_claim
    FROM candidate s
    JOIN (
        SELECT patient_day, code, modifiers, rendering_npi, units, ndc, payer_id, payer_name
        FROM candidate
        GROUP BY patient_day, code, modifiers, rendering_npi, units, ndc, payer_id, payer_name
        HAVING min(claim_key) < max(claim_key)
    ) d
        ON d.patient_day = s.patient_day AND d.code = s.code
        AND d.modifiers = s.modifiers AND d.rendering_npi = s.rendering_npi AND d.units = s.units
        AND d.ndc = s.ndc AND d.payer_id = s.payer_id AND d.payer_name = s.payer_name
    WINDOW
        w AS (
            PARTITION BY s.patient_day, s.code, s.modifiers, s.rendering_npi, s.units, s.ndc,
                s.payer_id, s.payer_name
            ORDER BY s.claim_key, s.line_no
        ),
        own AS (
            PARTITION BY s.claim_key, s.patient_day, s.code, s.modifiers, s.rendering_npi, s.units, s.ndc
            ORDER BY s.line_no
        )
)
SELECT claim_key, line_no, other_claim_key, other_line, code, modifiers, units
FROM same
WHERE other_claim_key <> claim_key AND place_in_claim = 1 AND distinct_modifier = ''
    AND NOT (modifier_list LIKE '% 76 %' OR modifier_list LIKE '% 77 %' OR modifier_list LIKE '% 91 %')
