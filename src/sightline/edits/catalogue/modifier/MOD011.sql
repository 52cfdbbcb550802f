/*+++
id          = "MOD011"
name        = "notice-modifiers"
title       = "Modifiers of patient notices that exclude each other"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "CMS instructions on GA, GX and GZ", section = "GA with GZ is treated as an invalid modifier (not verified against the published text)" }]
message     = "{code} has {pair}: {say_meaning}"
fix_text    = "keep the one that says what the patient was given"
+++
## What it checks
GA with GZ, GX with GA or GX with GZ on one line.

## Why
GA says that a required notice is on file, GZ that none is, GX that a voluntary one was given.

## Exceptions
GX with GY is allowed. GX with GA or GZ is for review.

## How to fix
Keep one.
*/
SELECT claim_key, line_no, code, modifiers,
    CASE WHEN modifier_list NOT LIKE '% GX %' THEN 'GA and GZ' WHEN modifier_list LIKE '% GA %' THEN 'GX and GA' ELSE 'GX and GZ' END AS pair,
    CASE WHEN modifier_list NOT LIKE '% GX %' THEN 'a notice is on file, and none is'
        ELSE 'a voluntary notice goes with services that are never covered' END AS say_meaning,
    CASE WHEN modifier_list NOT LIKE '% GX %' THEN 'fail' ELSE 'review' END AS status
FROM service
WHERE modifier_notes LIKE '% notice-conflict %'
