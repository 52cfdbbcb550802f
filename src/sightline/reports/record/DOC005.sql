/*+++
id          = "DOC005"
name        = "side-differs"
title       = "The side of the claim is not the side of the report"
since       = "0.2"
kind        = "set"
reads       = ["service", "diagnosis", "report"]
status      = "fail"
disposition = "line-denial"
carc        = "16"
citation    = [{ source = "ICD-10-CM Official Guidelines", section = "I.B.13" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 23 §20.9" }]
message     = "the report is of the {report_side}; the claim says {claim_side} ({say_where})"
evidence    = "{words}"
fix_text    = "correct the side of the claim, or the record by an addendum"
+++
## What it checks
LT, RT, 50 and diagnoses of one side, against the one side that the report names for its target.

## Why
A claim for the other side is a claim for another service.

## How to fix
Correct what is wrong: the claim, or the record by an addendum of the physician.
*/
SELECT s.claim_key, s.line_no, s.code, r.side AS report_side, CASE WHEN s.modifier_list LIKE '% LT %' THEN 'left' ELSE 'right' END AS claim_side,
    r.report, r.words, r.words_start, r.words_end, CASE WHEN s.modifier_list LIKE '% LT %' THEN 'modifier LT' ELSE 'modifier RT' END AS say_where
FROM service s
JOIN report r ON r.claim_key = s.claim_key
WHERE (r.side = 'right' AND s.modifier_list LIKE '% LT %' AND s.modifier_list NOT LIKE '% RT %')
    OR (r.side = 'left' AND s.modifier_list LIKE '% RT %' AND s.modifier_list NOT LIKE '% LT %')
UNION ALL
SELECT s.claim_key, s.line_no, s.code, r.side AS report_side, 'both sides' AS claim_side,
    r.report, r.words, r.words_start, r.words_end, 'modifier 50' AS say_where
FROM service s
JOIN report r ON r.claim_key = s.claim_key
WHERE r.side IN ('left', 'right') AND s.modifier_list LIKE '% 50 %'
UNION ALL
SELECT d.claim_key, CAST(NULL AS INTEGER) AS line_no, d.printed AS code, r.side AS report_side, d.side AS claim_side,
    r.report, r.words, r.words_start, r.words_end, 'diagnosis ' || d.printed AS say_where
FROM diagnosis d
JOIN report r ON r.claim_key = d.claim_key
WHERE d.position = 1 AND d.side IN ('left', 'right') AND r.side IN ('left', 'right') AND d.side <> r.side
