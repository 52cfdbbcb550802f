/*+++
id          = "NPI009"
name        = "group-as-rendering"
title       = "Group named as who did the visit"
since       = "0.2"
kind        = "set"
reads       = ["service", "claim", "taxonomy"]
status      = "review"
disposition = "claim-rejection"
carc        = "16"
rarc        = "N290"
citation    = [{ source = "ASC X12 005010X222A1", section = "loops 2310B and 2420A NM109" }, { source = "NUCC Health Care Provider Taxonomy", section = "25.1" }]
message     = "{code}: the rendering provider has the NPI of the billing provider, which is an organization ({billing_taxonomy})"
fix_text    = "state the NPI of the person who did the service"
guard       = { over = "service", where = "(visit OR operation) AND rendering_source <> 'billing' AND rendering_taxonomy = ''" }
+++
## What it checks
A visit or an operation whose rendering provider is stated, without a taxonomy, with the NPI of the billing provider,
where that is a group, a hospital or an agency by its taxonomy.

## Why
The rendering provider is a person; payers reject a group there.

## Exceptions
Lines without a rendering provider (NPI003), or with a taxonomy of one (TAX005). Technical components. Clinics, some of
which bill under their own NPI by agreement with the payer.

## How to fix
State who did the service.
*/
SELECT s.claim_key, s.line_no, s.code, c.billing_taxonomy
FROM service s
JOIN claim c ON c.claim_key = s.claim_key
JOIN taxonomy t ON t.code = c.billing_taxonomy
WHERE (s.visit OR s.operation) AND s.rendering_source <> 'billing' AND s.rendering_taxonomy = '' AND s.component <> 'TC'
    AND s.rendering_npi <> '' AND s.rendering_npi = c.billing_npi AND t.grouping IN ('Group', 'Hospitals', 'Hospital Units', 'Agencies')
