/*+++
id          = "DUP003"
name        = "repeat-without-modifier"
title       = "Same service again that day without 76"
since       = "0.2"
kind        = "set"
reads       = ["service"]
needs       = ["date", "one_day"]
status      = "review"
disposition = "line-denial"
carc        = "18"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §E (modifier 76)" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 1 §120 (not verified against the published text)" }]
message     = "{code} stands on {related_line} too with the same modifiers and physician, and other units: check whether it was repeated or split"
fix_text    = "76 for a true repeat; otherwise one line with all units"
guard       = { over = "service", where = "lines_on_date > 1" }
+++
## What it checks
Two lines with the same patient, date, code, modifiers (in any order) and rendering provider, and different units,
without 76, 77, 91, 59 or X{EPSU}. The later line is reported.

## Why
Payers take the second as a duplicate unless a modifier says that it was repeated.

## Exceptions
Lines with the same units too are DUP001 and DUP002. Lines with different National Drug Codes. Replacement
and void claims; claims to two payers.

## How to fix
Append 76, or join the lines.
*/
WITH repeated AS (
    SELECT claim_key, line_no, code, modifiers, modifier_list, modifier_1, modifier_2, modifier_3, modifier_4, units, ndc, payer,
        patient_day, rendering_npi
    FROM service
    WHERE lines_on_date > 1 AND distinct_modifier = ''
        AND modifier_list NOT LIKE '% 76 %' AND modifier_list NOT LIKE '% 77 %' AND modifier_list NOT LIKE '% 91 %'
),
again AS (
    SELECT s.claim_key, s.line_no, s.code, s.modifiers, s.units, o.claim_key AS other_claim_key, o.line_no AS other_line,
        max(CASE WHEN s.units = o.units THEN 1 ELSE 0 END) OVER (PARTITION BY s.claim_key, s.line_no) AS same_units,
        row_number() OVER (PARTITION BY s.claim_key, s.line_no ORDER BY o.claim_key, o.line_no) AS place
    FROM repeated s
    JOIN repeated o
        ON s.patient_day = o.patient_day AND s.code = o.code
        AND s.rendering_npi = o.rendering_npi AND s.payer = o.payer AND s.ndc = o.ndc
        AND (o.claim_key < s.claim_key OR (o.claim_key = s.claim_key AND o.line_no < s.line_no))
    WHERE (s.units <> o.units OR s.modifiers = o.modifiers)
        AND (s.modifier_list = o.modifier_list OR (
            length(s.modifier_list) = length(o.modifier_list)
            AND (s.modifier_1 = '' OR o.modifier_list LIKE '% ' || s.modifier_1 || ' %')
            AND (s.modifier_2 = '' OR o.modifier_list LIKE '% ' || s.modifier_2 || ' %')
            AND (s.modifier_3 = '' OR o.modifier_list LIKE '% ' || s.modifier_3 || ' %')
            AND (s.modifier_4 = '' OR o.modifier_list LIKE '% ' || s.modifier_4 || ' %')
        ))
)
SELECT claim_key, line_no, other_claim_key, other_line, code, modifiers, units
FROM again
WHERE place = 1 AND same_units = 0
