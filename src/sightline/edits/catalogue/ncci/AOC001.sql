/*+++
id          = "AOC001"
name        = "add-on-without-primary-type-1"
title       = "Add-on code without its primary procedure (type 1)"
since       = "0.1"
kind        = "set"
reads       = ["service", "addon", "pair"]
needs       = ["date", "addon", "one_day"]
status      = "fail"
disposition = "line-denial"
carc        = "107"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §R and §W" }, { source = "CMS NCCI add-on code edits", section = "type 1" }]
message     = "{code} is an add-on code: none of its primary procedures (listed: {primaries}) was billed by the same physician that day"
evidence    = "{code}: type {type}, {primaries} primaries, the first {first_primary}"
mend        = "bill the primary procedure on the same claim, or remove line {line_no}"
guard       = { over = "service", where = "addon_type = '1'" }
+++
## What it checks
An add-on code of type 1 without any of the primary codes that CMS lists for it, by the same physician and date.

## Why
A type 1 add-on is never paid without one of its listed primaries.

## Exceptions
Lines of the same physician (group and specialty) on other claims of the input count as primaries, those of void claims
do not. An add-on row that is not in force on the date does not count. Of guidance that NCCI denies
beside a procedure that includes it PTP001 or PTP002 speaks alone.

## How to fix
Bill the primary procedure, or remove the add-on.
*/
WITH asked AS (
    SELECT DISTINCT
        s.claim_key, s.line_no, s.code, s.patient, s.billing_group, s.specialty, s.rendering_npi, s.date_of_service,
        s.addon_release AS release, a.type
    FROM service s
    JOIN addon a
        ON a.release = s.addon_release AND a.code = s.code
        AND a.effective_from <= s.date_of_service AND s.date_of_service < a.effective_to
    WHERE a.type = '1'
),
met AS (
    SELECT DISTINCT x.claim_key, x.line_no
    FROM asked x
    JOIN service p
        ON p.patient = x.patient AND p.billing_group = x.billing_group AND p.specialty = x.specialty
        AND p.date_of_service = x.date_of_service
    JOIN addon a
        ON a.release = x.release AND a.code = x.code AND a.primary_code = p.code
        AND a.effective_from <= x.date_of_service AND x.date_of_service < a.effective_to
),
listed AS (
    SELECT d.code, d.release, d.date_of_service, min(a.primary_code) AS first_primary,
        CAST(count(DISTINCT a.primary_code) AS BIGINT) AS primaries, min(a.source_row) AS source_row
    FROM (SELECT DISTINCT code, release, date_of_service FROM asked) d
    JOIN addon a
        ON a.release = d.release AND a.code = d.code
        AND a.effective_from <= d.date_of_service AND d.date_of_service < a.effective_to
    WHERE a.primary_code <> 'CCCCC'
    GROUP BY d.code, d.release, d.date_of_service
)
SELECT x.claim_key, x.line_no, x.code, x.type, coalesce(l.primaries, 0) AS primaries,
    coalesce(l.first_primary, '') AS first_primary, l.source_row, x.release
FROM asked x
LEFT JOIN (SELECT DISTINCT claim_key, line_no FROM pair WHERE bypass = '' AND guidance_included) q ON q.claim_key = x.claim_key AND q.line_no = x.line_no
LEFT JOIN met m ON m.claim_key = x.claim_key AND m.line_no = x.line_no
LEFT JOIN listed l ON l.code = x.code AND l.release = x.release AND l.date_of_service = x.date_of_service
WHERE m.claim_key IS NULL AND q.claim_key IS NULL
