/*+++
id          = "SED002"
name        = "sedation-alone"
title       = "Sedation without a procedure of the same physician"
since       = "0.2"
kind        = "set"
reads       = ["service"]
needs       = ["date", "one_day"]
applies     = "code IN ('99151', '99152')"
status      = "review"
disposition = "line-denial"
carc        = "107"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §G" }, { source = "CPT, moderate (conscious) sedation", section = "code definitions (not verified against the published text)" }]
message     = "{code} is sedation by who does the procedure, but no procedure of the same physician that day is in the input"
fix_text    = "bill the procedure; sedation for another physician's procedure is 99155-99157"
guard       = { over = "service", where = "code IN ('99151', '99152')" }
+++
## What it checks
99151 or 99152 where the same patient, date and physician (group and specialty count as one) has no line but visits
and sedation.

## Why
These codes report sedation by the physician who performs the procedure.

## Exceptions
The procedure may be on a claim that is not in the input; therefore it is for review. Void claims.

## How to fix
Check what was billed.
*/
WITH sedated AS (
    SELECT claim_key, line_no, code, patient_day, physician
    FROM service
    WHERE code IN ('99151', '99152') AND date_of_service IS NOT NULL
),
served AS (
    SELECT DISTINCT s.claim_key, s.line_no
    FROM sedated s
    JOIN service o ON o.patient_day = s.patient_day AND o.physician = s.physician
    WHERE NOT o.visit AND NOT (o.code BETWEEN '99151' AND '99157')
)
SELECT s.claim_key, s.line_no, s.code
FROM sedated s
LEFT JOIN served v ON v.claim_key = s.claim_key AND v.line_no = s.line_no
WHERE v.claim_key IS NULL
