/*+++
id          = "SED001"
name        = "sedation-age"
title       = "Sedation code of another age"
since       = "0.2"
kind        = "line"
reads       = ["service"]
applies     = "code IN ('99151', '99152', '99155', '99156')"
status      = "review"
disposition = "line-denial"
carc        = "6"
citation    = [{ source = "CPT, moderate (conscious) sedation", section = "code definitions (not verified against the published text)" }]
message     = "{code} is for patients {say_group}; the patient was {age}"
fix_text    = "use {say_code}"
+++
## What it checks
99151 or 99155 (under five years) for an older patient, 99152 or 99156 for a younger one.

## Why
The codes differ by age.

## Exceptions
Claims without a birth date.

## How to fix
Use the code of the age.
*/
SELECT claim_key, line_no, code, age,
    CASE WHEN code IN ('99151', '99155') THEN 'under five years' ELSE 'of five years and over' END AS say_group,
    CASE code WHEN '99151' THEN '99152' WHEN '99152' THEN '99151' WHEN '99155' THEN '99156' ELSE '99155' END AS say_code
FROM service
WHERE (code IN ('99151', '99155') AND age >= 5) OR (code IN ('99152', '99156') AND age < 5)
