/*+++
id          = "DXC022"
name        = "drug-effect-order"
title       = "Drug code in the wrong order"
since       = "0.3"
kind        = "line"
reads       = ["diagnosis"]
status      = "review"
disposition = "claim-denial"
carc        = "16"
rarc        = "MA63"
citation    = [{ source = "ICD-10-CM Official Guidelines", section = "I.C.19.e.5 (not read)" }]
message     = "diagnosis {position} ({printed}) is {say_what}"
fix_text    = "{say_advice}"
+++
## What it checks
A code of T36-T50 in the wrong place: an underdosing or an adverse effect listed first, where what it did to the patient
comes first.

## Why
The guidelines give the order; payers deny a claim whose first diagnosis is none.

## Exceptions
Poisoning, which comes first. An adverse effect is for review, since the effect may not be known.

## How to fix
Change the order.
*/
SELECT claim_key, position, printed,
    CASE WHEN substr(code, 6, 1) = '6' OR (substr(code, 5, 1) = '6' AND substr(code, 6, 1) = 'X') THEN 'fail' ELSE 'review' END AS status,
    CASE WHEN substr(code, 6, 1) = '6' OR (substr(code, 5, 1) = '6' AND substr(code, 6, 1) = 'X')
        THEN 'an underdosing, which is never listed first' ELSE 'an adverse effect, before which its nature is listed' END AS say_what,
    CASE WHEN substr(code, 6, 1) = '6' OR (substr(code, 5, 1) = '6' AND substr(code, 6, 1) = 'X')
        THEN 'put the condition first' ELSE 'put what the drug did to the patient first' END AS say_advice
FROM diagnosis
WHERE position = 1 AND code_set = 'ICD10' AND code BETWEEN 'T36' AND 'T50ZZZZ'
    AND (substr(code, 6, 1) IN ('5', '6') OR (substr(code, 5, 1) IN ('5', '6') AND substr(code, 6, 1) = 'X'))
