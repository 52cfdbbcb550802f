/*+++
id          = "MED001"
name        = "diagnosis-not-covered"
title       = "Diagnosis is not among those that the payer covers the code for"
since       = "0.2"
kind        = "set"
reads       = ["service", "diagnosis", "coverage"]
needs       = ["date", "pointer"]
applies     = "has_coverage"
status      = "fail"
disposition = "line-denial"
carc        = "50"
citation    = [{ source = "Coverage table loaded by the user", section = "column source" }, { source = "Social Security Act", section = "1862(a)(1)(A)" }, { source = "Table coverage", section = "column source: national determinations and regulations (not read)" }]
message     = "{code} for {pointed}: none is among the diagnoses of {policy}{say_elsewhere}"
evidence    = "{policy}: {covered} covered diagnoses"
fix_text    = "{say_advice}"
guard       = { over = "service", where = "has_coverage" }
+++
## What it checks
A code of the loaded coverage table where no diagnosis that the line points to is covered for its payer on the date.
`reference add` loads such a table: a csv with code, diagnosis (or the beginning of one with a star), payer (blank:
all), first and last day, source. Our own table has what Medicare covers nationally, each row with its section.

## Why
Payers deny a service as not medically necessary when its diagnosis is not in their policy.

## Exceptions
Codes, payers and dates of which the table says nothing: there no policy is known, and nothing is reported. Medicare
lines with GA, GX, GY or GZ, which say that a denial is expected. Void claims. For review: what none of the local
determinations of a union of contractors covers, since the claim's own contractor may have none; and Medicare Advantage plans
beside national coverage, which may cover more. Such a union is not asked of drug administration and of unlisted codes: a
determination that names them speaks of one drug, and they are billed for any.

## How to fix
Point to the diagnosis that was the reason, when the record supports it; never choose a code for payment.
*/
WITH policy AS (
    SELECT s.claim_key, s.line_no, s.code, v.diagnosis, v.prefix, v.source, v.source_row, v.release,
        CASE WHEN v.payer = 'Medicare, any contractor' OR (c.filing_code = '16' AND v.payer = 'Medicare') THEN 1 ELSE 0 END AS doubtful
    FROM service s
    JOIN claim c ON c.claim_key = s.claim_key
    JOIN coverage v
        ON v.code = s.code AND v.effective_from <= s.date_of_service AND s.date_of_service < v.effective_to
        AND (v.payer = '' OR lower(v.payer) = lower(s.payer) OR (v.payer = 'Medicare, any contractor' AND s.payer = 'Medicare')
            OR v.payer = c.payer_id OR lower(v.payer) = lower(c.payer_name))
        -- A determination that names these speaks of one drug or device, and the code is billed for any.
        AND NOT (v.payer = 'Medicare, any contractor'
            AND (s.code_groups LIKE '% drug-given %' OR s.code_groups LIKE '% unlisted %'))
    WHERE s.has_coverage AND (s.pointer_1 IS NOT NULL OR s.diagnoses = 0)
        AND s.modifier_list NOT LIKE '% GA %' AND s.modifier_list NOT LIKE '% GX %'
        AND s.modifier_list NOT LIKE '% GY %' AND s.modifier_list NOT LIKE '% GZ %'
),
judged AS (
    SELECT p.claim_key, p.line_no,
        max(CASE
            WHEN d.position IN (s.pointer_1, s.pointer_2, s.pointer_3, s.pointer_4) THEN 2
            WHEN d.position IS NOT NULL THEN 1
            ELSE 0
        END) AS met,
        min(CASE WHEN d.position IS NOT NULL THEN d.printed END) AS elsewhere,
        CAST(count(DISTINCT p.diagnosis) AS BIGINT) AS covered,
        min(p.doubtful) AS doubtful,
        min(p.source) AS policy,
        min(p.source_row) AS source_row,
        min(p.release) AS release
    FROM policy p
    JOIN service s ON s.claim_key = p.claim_key AND s.line_no = p.line_no
    LEFT JOIN diagnosis d
        ON d.claim_key = p.claim_key
        AND (d.code = p.diagnosis OR (p.prefix AND substr(d.code, 1, length(p.diagnosis)) = p.diagnosis))
    GROUP BY p.claim_key, p.line_no
)
SELECT j.claim_key, j.line_no, s.code,
    CASE WHEN j.doubtful = 1 THEN 'review' ELSE 'fail' END AS status,
    coalesce(d.printed, 'no diagnosis') AS pointed, j.policy, j.covered,
    CASE WHEN j.met = 1 THEN '; ' || j.elsewhere || ' of the claim is, but the line does not point to it' ELSE '' END AS say_elsewhere,
    CASE WHEN j.met = 1 THEN 'point the line to ' || j.elsewhere || ' if that was its reason'
        ELSE 'see that the record''s diagnosis is coded; otherwise expect a denial' END AS say_advice,
    j.source_row, j.release
FROM judged j
JOIN service s ON s.claim_key = j.claim_key AND s.line_no = j.line_no
LEFT JOIN diagnosis d ON d.claim_key = s.claim_key AND d.position = s.pointer_1
WHERE j.met < 2
