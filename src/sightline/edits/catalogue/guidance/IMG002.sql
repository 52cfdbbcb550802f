/*+++
id          = "IMG002"
name        = "two-guidance-modalities"
title       = "Two kinds of image guidance on one day"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "one_day"]
applies     = "guidance_use = 'needle'"
status      = "review"
disposition = "records-request"
carc        = "236"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter IX §G.3 and §H.22" }]
message     = "{code} is one of {guidance_modalities} kinds of image guidance that day for {open_needle_lines|needle procedure} without guidance of their own: one needle takes one guidance"
mend        = "keep the guidance that placed the needle; see that each other one served a procedure of its own"
+++
## What it checks
Two or more modalities of needle guidance (ultrasound, fluoroscopy, CT, MR) for a patient and date, and fewer needle
procedures that take separate guidance.

## Why
A needle placement is guided, and reported, by one modality; NCCI pairs most of these codes.

## Exceptions
As many needle procedures as modalities.

## How to fix
Keep one, or show in the record which procedure each served.
*/
SELECT claim_key, line_no, code, guidance, guidance_modalities, open_needle_lines
FROM service
WHERE guidance_use = 'needle' AND guidance_modalities > 1 AND open_needle_lines < guidance_modalities
