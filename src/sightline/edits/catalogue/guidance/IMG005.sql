/*+++
id          = "IMG005"
name        = "diagnostic-ct-with-guidance"
title       = "Diagnostic CT of the region where CT guided a needle"
since       = "0.1"
kind        = "set"
reads       = ["service"]
needs       = ["date", "one_day"]
applies     = "ct_region <> ''"
status      = "review"
disposition = "records-request"
carc        = "236"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter IX §H.8 and §H.12" }, { source = "NCCI Policy Manual 2026", section = "chapter I §E" }]
message     = "{code} (diagnostic CT, {ct_region}) on the day of CT guidance {other_code} ({related_line}): the localizing scan is part of the guidance; a diagnostic study needs its own reason and report{say_claimed}"
fix_text    = "keep the diagnostic study only when it was ordered, read and reported for itself"
guard       = { over = "service", where = "ct_region <> ''" }
+++
## What it checks
A diagnostic CT of the body region in which CT guided a needle the same day.

## Why
The guidance includes all imaging that it needs, scans to plan and confirm the needle among it; a study and guidance by the
same modality are reported apart when they are of different regions.

## Exceptions
Another body region. A diagnostic study that led to the decision and has its own report may stand; 59 or X{EPSU} claims
one and makes the finding `bypassed`.

## How to fix
Look for an order and a separate report.
*/
WITH guided AS (
    SELECT g.patient_day, g.claim_key, g.line_no, g.code, n.region
    FROM service g
    JOIN service n ON n.patient_day = g.patient_day
    WHERE (g.code = '77012' OR g.fna_modality = 'CT') AND n.region <> ''
),
beside AS (
    SELECT s.claim_key, s.line_no, s.code, s.ct_region, s.distinct_modifier, g.claim_key AS other_claim_key, g.line_no AS other_line, g.code AS other_code,
        row_number() OVER (PARTITION BY s.claim_key, s.line_no ORDER BY g.claim_key, g.line_no) AS place
    FROM service s
    JOIN guided g ON g.patient_day = s.patient_day AND g.region = s.ct_region
    WHERE s.ct_region <> ''
)
SELECT claim_key, line_no, other_claim_key, other_line, code, ct_region, other_code,
    CASE WHEN distinct_modifier <> '' THEN 'bypassed' ELSE 'review' END AS status,
    CASE WHEN distinct_modifier <> '' THEN '; modifier ' || distinct_modifier || ' claims such a study' ELSE '' END AS say_claimed
FROM beside
WHERE place = 1
