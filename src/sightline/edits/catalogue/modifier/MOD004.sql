/*+++
id          = "MOD004"
name        = "modifier-repeated"
title       = "The same modifier twice on a line"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "review"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "ASC X12 005010X222A1", section = "SV101-3 to SV101-6" }]
message     = "{code} has the same modifier twice ({modifiers})"
fix_text    = "state each modifier once"
fix         = { action = "set_modifiers" }
+++
## What it checks
A modifier that is stated more than once on the line.

## Why
The second says nothing, and front ends and payers may reject the line; often another modifier was meant.

## How to fix
Remove the repeated one, or correct it.
*/
SELECT claim_key, line_no, code, modifiers,
    trim(
        modifier_1 || CASE WHEN modifier_2 NOT IN ('', modifier_1) THEN ' ' || modifier_2 ELSE '' END
        || CASE WHEN modifier_3 NOT IN ('', modifier_1, modifier_2) THEN ' ' || modifier_3 ELSE '' END
        || CASE WHEN modifier_4 NOT IN ('', modifier_1, modifier_2, modifier_3) THEN ' ' || modifier_4 ELSE '' END
    ) AS fix_value
FROM service
WHERE modifier_notes LIKE '% repeated %'
