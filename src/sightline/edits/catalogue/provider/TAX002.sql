/*+++
id          = "TAX002"
name        = "surgery-specialty"
title       = "Surgery by a specialty that does not operate"
since       = "0.2"
kind        = "line"
reads       = ["service"]
applies     = "code BETWEEN '10004' AND '69990'"
status      = "review"
disposition = "line-denial"
carc        = "8"
citation    = [{ source = "42 CFR", section = "410.59 to 410.62, 410.71, 410.73 (benefit of each profession; not read)" }, { source = "Medicare specialty and taxonomy crosswalk", section = "2025-10" }, { source = "Medicare physician fee schedule", section = "surgery codes" }]
message     = "{code} by taxonomy {rendering_taxonomy} (Medicare specialty {specialty}): check whether this provider did the procedure"
fix_text    = "correct the rendering provider or its taxonomy"
+++
## What it checks
A surgery code (10004-69990) by a rendering provider of a specialty that does not operate: speech therapy (15),
psychology (62, 68), audiology (64), physical and occupational therapy (65, 67), dietetics (71), social work (80).

## Why
Payers compare specialty and service; mostly the wrong provider was stated.

## Exceptions
Other payers than Medicare, whose rules on scope are not loaded: reported as not checked. Casts, splints and strapping
(29000-29750 and those below) and dry needling (20560, 20561), which therapists do themselves. Rendering providers without a taxonomy, or with one that the crosswalk does not have. 29200-29280 and 29520-29584
(strapping) and 64550-64566 (nerve stimulation), 69209-69210 (ear wax) which therapists and audiologists do.

## How to fix
Correct it.
*/
SELECT claim_key, line_no, code, rendering_taxonomy, specialty
FROM service
WHERE specialty IN ('15', '62', '64', '65', '67', '68', '71', '80') AND taxonomy_stated AND operation
