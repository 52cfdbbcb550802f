/*+++
id          = "IMG006"
name        = "rendering-with-guidance"
title       = "3-D rendering to map needle placements"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "one_day"]
applies     = "rendering_3d"
status      = "review"
disposition = "line-denial"
carc        = "236"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter IX §D.15" }]
message     = "{code} (3-D rendering) on the day of image guidance: not reported for mapping biopsies or needle placements"
fix_text    = "remove line {line_no} unless the rendering belongs to another study"
+++
## What it checks
3-D rendering (76376, 76377) on a day with image guidance for the same patient.

## Why
Rendering that maps the sites of biopsies or needles under guidance is not reported.

## Exceptions
Rendering of another study that day: therefore it is for review. A limited CT (76380) is a study, no guidance.

## How to fix
Check which study was rendered.
*/
SELECT claim_key, line_no, code, guidance_lines
FROM service
WHERE rendering_3d AND guidance_lines > 0
