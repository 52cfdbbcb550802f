/*+++
id          = "TAX003"
name        = "chiropractor-service"
title       = "Service of a chiropractor that Medicare does not pay"
since       = "0.2"
kind        = "line"
reads       = ["service"]
needs       = ["payer"]
applies     = "(payer = 'Medicare' OR NOT payer_known) AND specialty = '35'"
status      = "review"
disposition = "line-denial"
carc        = "8"
citation    = [{ source = "42 CFR", section = "410.21(b) (not verified against the published text)" }, { source = "Medicare specialty and taxonomy crosswalk", section = "2025-10" }]
message     = "{code} by a chiropractor (taxonomy {rendering_taxonomy}): Medicare pays chiropractors for manipulation of the spine (98940-98942) only"
fix_text    = "GY when another payer needs the denial; otherwise expect no payment"
+++
## What it checks
Any other code than 98940, 98941 and 98942 by a chiropractor on a claim to Medicare.

## Why
The benefit is limited to manual manipulation of the spine.

## Exceptions
GY, which says that no payment is expected. Other payers.

## How to fix
Expect no payment.
*/
SELECT claim_key, line_no, code, rendering_taxonomy, specialty
FROM service
WHERE specialty = '35' AND payer = 'Medicare' AND taxonomy_stated
    AND code NOT IN ('98940', '98941', '98942') AND modifier_list NOT LIKE '% GY %'
