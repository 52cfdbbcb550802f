/*+++
id          = "DUP004"
name        = "repeat-by-partner"
title       = "Same service by a partner that day without 77"
since       = "0.2"
kind        = "set"
reads       = ["service"]
needs       = ["date", "one_day"]
status      = "review"
disposition = "line-denial"
carc        = "18"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §E (modifier 77)" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 1 §120 (not verified against the published text)" }]
message     = "{code} was billed for another physician of the group that day too ({related_line}): check whether it was repeated, or billed twice"
fix_text    = "77 for a repeat by another physician; otherwise remove one line"
guard       = { over = "service", where = "lines_on_date > 1" }
+++
## What it checks
Two lines with the same patient, date, code and component by two rendering providers of one group and specialty,
without 76, 77, 91, 59, X{EPSU}, a role in surgery (62, 66, 80, 81, 82, AS) or sides that differ. The later line is
reported.

## Why
The group counts as one physician.

## Exceptions
Visits, of which EMV002 speaks. Replacement and void claims; anesthesia with its roles; claims to two payers.

## How to fix
Append 77, or remove the line that was billed twice.
*/
WITH repeated AS (
    SELECT claim_key, line_no, code, modifiers, modifier_list, distinct_modifier, assisting, anesthesia_modifier, visit, payer,
        patient_day, physician, rendering_npi
    FROM service
    WHERE lines_on_date > 1
),
again AS (
    SELECT s.claim_key, s.line_no, s.code, s.modifiers, o.claim_key AS other_claim_key, o.line_no AS other_line,
        row_number() OVER (PARTITION BY s.claim_key, s.line_no ORDER BY o.claim_key, o.line_no) AS place
    FROM repeated s
    JOIN repeated o
        ON s.patient_day = o.patient_day AND s.physician = o.physician AND s.code = o.code AND s.payer = o.payer
        AND (o.claim_key < s.claim_key OR (o.claim_key = s.claim_key AND o.line_no < s.line_no))
    WHERE s.rendering_npi <> o.rendering_npi AND NOT s.visit
        AND s.modifiers = o.modifiers AND s.assisting = '' AND s.anesthesia_modifier = ''
        AND s.modifier_list NOT LIKE '% 62 %' AND s.modifier_list NOT LIKE '% 66 %'
        AND s.modifier_list NOT LIKE '% 76 %' AND s.modifier_list NOT LIKE '% 77 %' AND s.modifier_list NOT LIKE '% 91 %' AND s.distinct_modifier = ''
)
SELECT claim_key, line_no, other_claim_key, other_line, code, modifiers
FROM again
WHERE place = 1
