/*+++
id          = "ANE003"
name        = "anesthesia-specialty"
title       = "Anesthesia by a specialty that does not give it"
since       = "0.2"
kind        = "line"
reads       = ["service"]
needs       = ["taxonomy"]
applies     = "anesthesia"
status      = "review"
disposition = "records-request"
carc        = "8"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §50" }, { source = "Medicare specialty and taxonomy crosswalk", section = "2025-10" }]
message     = "{code} by taxonomy {rendering_taxonomy} (Medicare specialty {specialty}): check whether this provider gave the anesthesia"
fix_text    = "correct the rendering provider, or hold the anesthesia record ready"
+++
## What it checks
An anesthesia code (00100-01999) by a rendering provider whose taxonomy is of another Medicare specialty than
anesthesiology (05), anesthesiologist assistant (32), CRNA (43), interventional pain management (09) or pain
management (72).

## Why
Payers compare specialty and service.

## Exceptions
Rendering providers without a taxonomy, or with one that the crosswalk does not have.

## How to fix
Correct provider or taxonomy.
*/
SELECT claim_key, line_no, code, rendering_taxonomy, specialty
FROM service
WHERE anesthesia
    AND taxonomy_stated AND length(specialty) = 2
    AND specialty NOT IN ('05', '09', '32', '43', '72')
