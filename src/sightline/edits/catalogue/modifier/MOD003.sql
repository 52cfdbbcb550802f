/*+++
id          = "MOD003"
name        = "left-and-right"
title       = "LT and RT on one line"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-rejection"
carc        = "4"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §V (bilateral surgery indicators)" }]
message     = "{code} has LT and RT on one line: both sides are one line with 50, or a line for each side"
fix_text    = "one line with 50, or a line with LT and one with RT"
+++
## What it checks
Modifiers LT and RT on the same line.

## Why
A line with both says neither side. A procedure on both sides is reported with 50 on one line, or with RT on one line
and LT on another.

## How to fix
Use 50 with one unit, or two lines, as the payer wants it.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE modifier_notes LIKE '% both-sides %'
