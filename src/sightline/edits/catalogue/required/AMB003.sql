/*+++
id          = "AMB003"
name        = "ambulance-destination-not-covered"
title       = "Ambulance to a destination that Medicare does not cover"
since       = "0.4"
kind        = "line"
reads       = ["service"]
status      = "review"
disposition = "line-denial"
carc        = "96"
rarc        = "N428"
citation    = [{ source = "42 CFR", section = "410.40(f) (not read)" }, { source = "CMS Benefit Policy Manual, Pub. 100-02", section = "chapter 10 section 10.3 (not read)" }]
message     = "{code} {modifiers}: Medicare covers no transport {say_where}"
fix_text    = "{say_advice}"
+++
## What it checks
Ambulance transport or mileage to Medicare whose destination is an office (P), or from a home, a residence or a scene a
diagnostic site that is none of a hospital (D).

## Why
Destinations are hospitals, skilled nursing facilities, dialysis facilities and the home; an office is only ever a stop on
the way to a hospital (X).

## Exceptions
GA, GX, GY and GZ. From a skilled nursing facility (NP, ND), whose residents are taken to what the facility does not have. Dates
to 2023-05-11, when more destinations were covered. Medicare Advantage plans, which may cover more; payers for whom Medicare's
rule is not known: reported as not checked.

## How to fix
Correct the letter, or add GY.
*/
SELECT claim_key, line_no, code, modifiers,
    CASE WHEN substr(modifier_1, 2, 1) = 'P' THEN 'fail' ELSE 'review' END AS status,
    CASE WHEN substr(modifier_1, 2, 1) = 'P' THEN 'to an office (P)' ELSE 'to a diagnostic site (D) but from a skilled nursing facility' END AS say_where,
    CASE WHEN substr(modifier_1, 2, 1) = 'P' THEN 'X where the office was a stop on the way to a hospital; otherwise GY'
        ELSE 'H where the site is the hospital''s, J of dialysis; otherwise GY' END AS say_advice
FROM service
WHERE code_groups LIKE '% ambulance-transport %' AND length(modifier_1) = 2 AND filing_code <> '16'
    AND (
        modifier_1 IN ('DP', 'EP', 'GP', 'HP', 'IP', 'JP', 'PP', 'RP', 'SP')
        OR modifier_1 IN ('ED', 'RD', 'SD')
    )
    AND date_of_service >= '2023-05-12'
    AND modifier_list NOT LIKE '% GA %' AND modifier_list NOT LIKE '% GX %' AND modifier_list NOT LIKE '% GY %'
    AND modifier_list NOT LIKE '% GZ %'
