/*+++
id          = "MED004"
name        = "not-in-local-article"
title       = "Diagnosis is not among those of the contractor's local article"
since       = "0.4"
kind        = "set"
reads       = ["service", "claim", "diagnosis", "article", "article_diagnosis"]
needs       = ["date", "diagnoses", "pointer", "contractor"]
applies     = "in_article AND payer = 'Medicare'"
status      = "fail"
disposition = "line-denial"
carc        = "50"
rarc        = "N115"
citation    = [{ source = "CMS Medicare Coverage Database", section = "the article named, as its export has it" }, { source = "Social Security Act", section = "1862(a)(1)(A)" }]
message     = "{code} for {pointed}: none is among the diagnoses of local article {article}{say_elsewhere}{say_old}"
evidence    = "local article {article}: {covered} covered diagnoses"
fix_text    = "{say_advice}"
guard       = { over = "service", where = "in_article AND payer = 'Medicare'" }
+++
## What it checks
A code of a local article of the Medicare contractor of the claim's ZIP code (the facility's, else the billing provider's), in force
on the date of service, where no diagnosis that the line points to is among those that its articles list as covered.
`reference add current_article.zip` loads CMS's export of articles.

## Why
The contractor denies the line as not medically necessary.

## Exceptions
A line fails only where nothing in the article has to be told apart (one list of diagnoses, codes of one kind) and the export is not
older than the date of service; else it is for review, since an article says in prose which list is for which code, and a later
one may have changed it. Lines with GA, GX, GY or GZ. Drug administration and unlisted codes: an article that names them speaks of
one drug, and they are billed for any. Items that DME contractors pay, whose articles are not asked. Medicare Advantage plans and
other payers. A claim whose ZIP code has no contractor in the loaded file, or several, is reported as not checked.

## How to fix
Point to the diagnosis that was the reason, when the record supports it; never choose a code for payment.
*/
WITH local AS (
    SELECT s.claim_key, s.line_no, s.code, s.pointer_1, s.pointer_2, s.pointer_3, s.pointer_4, a.article, a.diagnoses, a.source_row, a.release,
        CASE WHEN a.alone AND s.date_of_service <= a.as_of THEN 0 ELSE 1 END AS doubtful,
        CASE WHEN s.date_of_service <= a.as_of THEN '' ELSE '; the export ends before the date of service' END AS say_old
    FROM service s
    JOIN claim c ON c.claim_key = s.claim_key
    JOIN article a
        ON a.code = s.code AND a.contractor = c.carrier
        AND a.effective_from <= s.date_of_service AND s.date_of_service < a.effective_to
    WHERE s.in_article AND s.payer = 'Medicare' AND s.filing_code <> '16' AND s.dme = ''
        AND (s.diagnoses = 0 OR (s.diagnoses > 0 AND s.pointer_1 IS NOT NULL))
        AND s.code_groups NOT LIKE '% drug-given %' AND s.code_groups NOT LIKE '% unlisted %'
        AND s.modifier_list NOT LIKE '% GA %' AND s.modifier_list NOT LIKE '% GX %'
        AND s.modifier_list NOT LIKE '% GY %' AND s.modifier_list NOT LIKE '% GZ %'
),
covering AS (
    SELECT l.claim_key, l.line_no, d.printed,
        CASE WHEN d.position IN (l.pointer_1, l.pointer_2, l.pointer_3, l.pointer_4) THEN 2 ELSE 1 END AS met
    FROM local l
    JOIN diagnosis d ON d.claim_key = l.claim_key
    JOIN article_diagnosis v ON v.article = l.article AND v.diagnosis = d.code
),
of_line AS (
    SELECT claim_key, line_no, code, pointer_1, min(doubtful) AS doubtful, max(say_old) AS say_old,
        listed(article, ', ', article) AS article, CAST(sum(diagnoses) AS BIGINT) AS covered,
        min(source_row) AS source_row, min(release) AS release
    FROM local
    GROUP BY claim_key, line_no, code, pointer_1
),
met AS (
    SELECT claim_key, line_no, max(met) AS met, min(printed) AS elsewhere
    FROM covering
    GROUP BY claim_key, line_no
)
SELECT o.claim_key, o.line_no, o.code,
    CASE WHEN o.doubtful = 1 THEN 'review' ELSE 'fail' END AS status,
    coalesce(d.printed, 'no diagnosis') AS pointed, o.article, o.covered,
    CASE WHEN m.met = 1 THEN '; ' || m.elsewhere || ' of the claim is, but the line does not point to it' ELSE '' END AS say_elsewhere,
    o.say_old,
    CASE WHEN m.met = 1 THEN 'point the line to ' || m.elsewhere || ' if that was its reason'
        ELSE 'see that the record''s diagnosis is coded; otherwise expect a denial' END AS say_advice,
    o.source_row, o.release
FROM of_line o
LEFT JOIN met m ON m.claim_key = o.claim_key AND m.line_no = o.line_no
LEFT JOIN diagnosis d ON d.claim_key = o.claim_key AND d.position = o.pointer_1
WHERE coalesce(m.met, 0) < 2
