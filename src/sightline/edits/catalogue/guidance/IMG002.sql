/*+++
id          = "IMG002"
name        = "two-guidance-modalities"
title       = "Two kinds of image guidance on one day"
since       = "0.1"
kind        = "set"
reads       = ["service", "pair"]
needs       = ["date", "one_day"]
applies     = "guidance_use = 'needle'"
status      = "review"
disposition = "records-request"
carc        = "236"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter IX §G.3 and §H.22" }]
message     = "{code} is one of {guidance_modalities} kinds of image guidance that day for {open_needle_lines|needle procedure} without guidance of their own: one needle takes one guidance"
fix_text    = "keep the guidance that placed the needle; see that each other one served a procedure of its own"
guard       = { over = "service", where = "guidance_use = 'needle' AND guidance_modalities > 1" }
+++
## What it checks
Two or more modalities of needle guidance (ultrasound, fluoroscopy, CT, MR) for a patient and date, and fewer needle
procedures that take separate guidance.

## Why
A needle placement is guided, and reported, by one modality; NCCI pairs most of these codes.

## Exceptions
As many needle procedures as modalities. Two guidance codes of one physician that NCCI lists as a pair are for PTP001.

## How to fix
Keep one, or show in the record which procedure each served.
*/
SELECT s.claim_key, s.line_no, s.code, s.guidance, s.guidance_modalities, s.open_needle_lines
FROM service s
WHERE s.guidance_use = 'needle' AND s.guidance_modalities > 1 AND s.open_needle_lines < s.guidance_modalities
    AND NOT EXISTS (
        SELECT 1 FROM pair q WHERE q.both_guidance AND q.claim_key = s.claim_key AND q.line_no = s.line_no
    )
    AND NOT EXISTS (
        SELECT 1 FROM pair q WHERE q.both_guidance AND q.other_claim_key = s.claim_key AND q.other_line = s.line_no
    )
