/*+++
id          = "TEL002"
name        = "telehealth-modifiers-conflict"
title       = "Video and audio-only on one line"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "CPT", section = "modifiers 93 and 95 (not read)" }]
message     = "{code} has {modifiers}: a visit was by sound alone or by video"
fix_text    = "keep one"
+++
## What it checks
93 (audio only) with 95 or GT (audio and video).

## Why
The line says two things of which one can be true.

## How to fix
Keep one.
*/
SELECT claim_key, line_no, code, modifiers
FROM service
WHERE (modifier_list LIKE '% 93 %') AND (modifier_list LIKE '% 95 %' OR modifier_list LIKE '% GT %')
