/*+++
id          = "TAX007"
name        = "visit-by-supplier"
title       = "Visit or operation billed by a supplier or an ambulance company"
since       = "0.4"
kind        = "set"
reads       = ["service", "claim"]
status      = "review"
disposition = "line-denial"
carc        = "170"
citation    = [{ source = "42 CFR", section = "410.40, 414.605 and 424.57 (not read)" }]
message     = "{code} is the service of a practitioner, and {say_who} ({billing_taxonomy}) bills it and names nobody who did it"
fix_text    = "the practitioner as rendering provider and the practice as billing provider"
guard       = { over = "service", where = "rendering_source = 'billing' AND (visit OR operation OR anesthesia)" }
+++
## What it checks
On claims to Medicare a visit, an operation or anesthesia of which no rendering provider is named, billed by an ambulance company
(taxonomies 341 and 344) or a supplier of equipment, prostheses or the like.

## Why
Medicare enrolls these for transport and for items only.

## Exceptions
Pharmacies, which may be clinics too. Lines with a rendering provider: other edits look at its specialty. Medicare Advantage
plans and other payers.

## How to fix
Bill in the name of who did the service.
*/
SELECT s.claim_key, s.line_no, s.code, c.billing_taxonomy,
    CASE WHEN c.billing_taxonomy LIKE '34%' THEN 'an ambulance company' ELSE 'a supplier' END AS say_who
FROM service s
JOIN claim c ON c.claim_key = s.claim_key
WHERE s.rendering_source = 'billing' AND s.payer = 'Medicare' AND s.filing_code <> '16'
    AND (s.visit OR s.operation OR s.anesthesia)
    AND (
        c.billing_taxonomy LIKE '341%' OR c.billing_taxonomy LIKE '344%'
        OR c.billing_taxonomy LIKE '332B%' OR c.billing_taxonomy LIKE '332H%' OR c.billing_taxonomy LIKE '332S%'
        OR c.billing_taxonomy LIKE '335E%' OR c.billing_taxonomy LIKE '335U%'
    )
