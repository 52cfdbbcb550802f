/*+++
id          = "TAX005"
name        = "not-a-medicare-practitioner"
title       = "Visit or operation by somebody whom Medicare does not pay"
since       = "0.2"
kind        = "set"
reads       = ["service", "taxonomy"]
applies     = "taxonomy_stated AND (visit OR operation)"
status      = "review"
disposition = "line-denial"
carc        = "185"
citation    = [{ source = "42 CFR", section = "410.20, 410.26 (not read)" }, { source = "Medicare specialty and taxonomy crosswalk", section = "2025-10" }, { source = "NUCC Health Care Provider Taxonomy", section = "25.1" }]
message     = "{code} by taxonomy {rendering_taxonomy} ({say_who}), to which no Medicare specialty belongs: such services are billed by the physician or practitioner they are incident to"
fix_text    = "the supervising physician or practitioner as rendering provider"
guard       = { over = "service", where = "(visit OR operation) AND taxonomy_stated" }
+++
## What it checks
On claims to Medicare a visit or an operation whose rendering provider is, by taxonomy, a nurse without advanced
practice, an aide, a technician, a student or resident, or an organization.

## Why
Medicare pays physicians and the practitioners whom the law names; what others do is incident to their services.

## Exceptions
Taxonomies of the Medicare crosswalk. Blood draws. Technical components. Other payers, whose rules on this are not loaded: reported as not checked.

## How to fix
State who billed the service incident to, or the practitioner's own taxonomy.
*/
SELECT s.claim_key, s.line_no, s.code, s.rendering_taxonomy, t.classification AS say_who
FROM service s
JOIN taxonomy t ON t.code = s.rendering_taxonomy
WHERE (s.visit OR s.operation) AND NOT s.of_other_schedule AND s.taxonomy_stated AND s.component <> 'TC'
    AND t.grouping IN (
        'Nursing Service Providers', 'Nursing Service Related Providers',
        'Technologists, Technicians & Other Technical Service Providers', 'Student, Health Care', 'Group', 'Hospitals',
        'Hospital Units', 'Agencies'
    )
    AND s.specialty IN (s.rendering_taxonomy, '70')
