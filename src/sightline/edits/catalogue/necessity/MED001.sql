/*+++
id          = "MED001"
name        = "diagnosis-not-covered"
title       = "Diagnosis is not among those that the payer covers the code for"
since       = "0.2"
kind        = "set"
reads       = ["service", "claim", "diagnosis", "coverage", "article"]
needs       = ["date", "diagnoses", "pointer"]
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
determination that names them speaks of one drug, and they are billed for any; nor where the claim's own contractor has a local
article with the code (MED004).

## How to fix
Point to the diagnosis that was the reason, when the record supports it; never choose a code for payment.
*/
WITH policy AS (
    -- The table by code, payer and period: what speaks of a line is found before any of its thousands of diagnoses is.
    SELECT code, payer, effective_from, effective_to,
        row_number() OVER (ORDER BY code, payer, effective_from, effective_to) AS policy_no,
        min(source) AS source, min(source_row) AS source_row, min(release) AS release
    FROM coverage
    GROUP BY code, payer, effective_from, effective_to
),
named AS (
    SELECT s.claim_key, s.line_no, s.code, s.pointer_1, s.pointer_2, s.pointer_3, s.pointer_4,
        v.payer AS policy_payer, v.effective_from, v.effective_to, v.policy_no, v.source, v.source_row, v.release,
        CASE WHEN v.payer = 'Medicare, any contractor' OR (c.filing_code = '16' AND v.payer = 'Medicare') THEN 1 ELSE 0 END AS doubtful
    FROM service s
    JOIN claim c ON c.claim_key = s.claim_key
    JOIN policy v
        ON v.code = s.code AND v.effective_from <= s.date_of_service AND s.date_of_service < v.effective_to
        AND (v.payer = '' OR lower(v.payer) = lower(s.payer) OR (v.payer = 'Medicare, any contractor' AND s.payer = 'Medicare')
            OR v.payer = c.payer_id OR lower(v.payer) = lower(c.payer_name))
        -- A determination that names these speaks of one drug or device, and the code is billed for any.
        AND NOT (v.payer = 'Medicare, any contractor'
            AND (s.code_groups LIKE '% drug-given %' OR s.code_groups LIKE '% unlisted %'))
    WHERE s.has_coverage AND (s.diagnoses = 0 OR (s.diagnoses > 0 AND s.pointer_1 IS NOT NULL))
        AND s.modifier_list NOT LIKE '% GA %' AND s.modifier_list NOT LIKE '% GX %'
        AND s.modifier_list NOT LIKE '% GY %' AND s.modifier_list NOT LIKE '% GZ %'
        -- What the claim's own contractor publishes is MED004's.
        AND NOT (v.payer = 'Medicare, any contractor' AND s.in_article AND EXISTS (
            SELECT 1 FROM article a
            WHERE a.code = s.code AND a.contractor = c.carrier
                AND a.effective_from <= s.date_of_service AND s.date_of_service < a.effective_to
        ))
),
of_line AS (
    SELECT claim_key, line_no, listed(CAST(policy_no AS VARCHAR), ' ', policy_no) AS policies,
        min(doubtful) AS doubtful, min(source) AS policy, min(source_row) AS source_row, min(release) AS release
    FROM named
    GROUP BY claim_key, line_no
),
covering AS (
    SELECT n.claim_key, n.line_no, n.pointer_1, n.pointer_2, n.pointer_3, n.pointer_4, d.position, d.printed
    FROM named n
    JOIN diagnosis d ON d.claim_key = n.claim_key
    JOIN coverage v
        ON v.code = n.code AND v.diagnosis = d.code AND v.payer = n.policy_payer
        AND v.effective_from = n.effective_from AND v.effective_to = n.effective_to
    UNION ALL
    SELECT n.claim_key, n.line_no, n.pointer_1, n.pointer_2, n.pointer_3, n.pointer_4, d.position, d.printed
    FROM named n
    JOIN diagnosis d ON d.claim_key = n.claim_key
    JOIN coverage v
        ON v.code = n.code AND v.prefix AND substr(d.code, 1, length(v.diagnosis)) = v.diagnosis AND v.payer = n.policy_payer
        AND v.effective_from = n.effective_from AND v.effective_to = n.effective_to
),
met AS (
    SELECT claim_key, line_no,
        max(CASE WHEN position IN (pointer_1, pointer_2, pointer_3, pointer_4) THEN 2 ELSE 1 END) AS met,
        min(printed) AS elsewhere
    FROM covering
    GROUP BY claim_key, line_no
),
judged AS (
    SELECT o.claim_key, o.line_no, o.policies, o.doubtful, o.policy, o.source_row, o.release, m.met, m.elsewhere
    FROM of_line o
    LEFT JOIN met m ON m.claim_key = o.claim_key AND m.line_no = o.line_no
    WHERE coalesce(m.met, 0) < 2
),
counted AS (
    -- How many diagnoses policies cover together: of all lines that the same ones speak of, once.
    SELECT j.policies, CAST(count(DISTINCT v.diagnosis) AS BIGINT) AS covered
    FROM (
        SELECT DISTINCT j.policies, n.code, n.policy_payer, n.effective_from, n.effective_to
        FROM judged j
        JOIN named n ON n.claim_key = j.claim_key AND n.line_no = j.line_no
    ) j
    JOIN coverage v
        ON v.code = j.code AND v.payer = j.policy_payer AND v.effective_from = j.effective_from AND v.effective_to = j.effective_to
    GROUP BY j.policies
)
SELECT j.claim_key, j.line_no, s.code,
    CASE WHEN j.doubtful = 1 THEN 'review' ELSE 'fail' END AS status,
    coalesce(d.printed, 'no diagnosis') AS pointed, j.policy, k.covered,
    CASE WHEN j.met = 1 THEN '; ' || j.elsewhere || ' of the claim is, but the line does not point to it' ELSE '' END AS say_elsewhere,
    CASE WHEN j.met = 1 THEN 'point the line to ' || j.elsewhere || ' if that was its reason'
        ELSE 'see that the record''s diagnosis is coded; otherwise expect a denial' END AS say_advice,
    j.source_row, j.release
FROM judged j
JOIN counted k ON k.policies = j.policies
JOIN service s ON s.claim_key = j.claim_key AND s.line_no = j.line_no
LEFT JOIN diagnosis d ON d.claim_key = s.claim_key AND d.position = s.pointer_1
