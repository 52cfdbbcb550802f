/*+++
id          = "CLM004"
name        = "no-units"
title       = "Line has no units"
since       = "0.1"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "M53"
citation    = [{ source = "ASC X12 005010X222A1", section = "SV104" }]
message     = "line {line_no} has {say_units} units"
fix_text    = "state the units"
+++
## What it checks
A line whose units are missing, zero or negative.

## Why
Payers reject it.

## How to fix
Correct the units.
*/
SELECT claim_key, line_no, code, CASE WHEN units IS NULL THEN 'no' ELSE regexp_replace(CAST(units AS VARCHAR), '[.]?0+$', '') END AS say_units
FROM service
WHERE coalesce(units, 0) <= 0
