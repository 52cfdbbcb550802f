/*+++
id          = "AMB001"
name        = "ambulance-without-origin"
title       = "Ambulance without origin and destination"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 15 §30 (not read)" }]
message     = "{code} does not say whence and where to: one modifier of two letters"
fix_text    = "the letter of the origin and that of the destination: P, R, H, N, E, S, D, G, J or I, and X as destination only"
+++
## What it checks
Ambulance transport or mileage (A0425-A0436) without a modifier made of a letter for the origin and one for the destination.

## Why
Medicare pays by where the patient was taken, and denies a line without.

## Exceptions
Other payers than Medicare, whose rules on this are not loaded: reported as not checked.

## How to fix
Add the modifier.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE code_groups LIKE '% ambulance-transport %'
    AND NOT (
        length(modifier_1) = 2 AND substr(modifier_1, 1, 1) IN ('D', 'E', 'G', 'H', 'I', 'J', 'N', 'P', 'R', 'S')
        AND substr(modifier_1, 2, 1) IN ('D', 'E', 'G', 'H', 'I', 'J', 'N', 'P', 'R', 'S', 'X')
        OR length(modifier_2) = 2 AND substr(modifier_2, 1, 1) IN ('D', 'E', 'G', 'H', 'I', 'J', 'N', 'P', 'R', 'S')
        AND substr(modifier_2, 2, 1) IN ('D', 'E', 'G', 'H', 'I', 'J', 'N', 'P', 'R', 'S', 'X')
        OR length(modifier_3) = 2 AND substr(modifier_3, 1, 1) IN ('D', 'E', 'G', 'H', 'I', 'J', 'N', 'P', 'R', 'S')
        AND substr(modifier_3, 2, 1) IN ('D', 'E', 'G', 'H', 'I', 'J', 'N', 'P', 'R', 'S', 'X')
    )
