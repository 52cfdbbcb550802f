/*+++
id          = "NPI003"
name        = "rendering-provider-missing"
title       = "Line without the person who did the service"
since       = "0.2"
kind        = "set"
reads       = ["service", "claim", "taxonomy"]
needs       = ["rendering_column"]
status      = "review"
disposition = "claim-rejection"
carc        = "16"
rarc        = "N290"
citation    = [{ source = "ASC X12 005010X222A1", section = "loops 2310B and 2420A NM109" }]
message     = "line {line_no} ({code}) does not say who did the service: {say_meaning}"
fix_text    = "state the rendering provider"
guard       = { over = "service", where = "rendering_source = 'billing' OR rendering_npi = ''" }
+++
## What it checks
A line without a rendering provider where the billing provider is an organization by its taxonomy, or where neither
has an NPI.

## Why
A group's claim states who did the work; payers reject it otherwise.

## Exceptions
Technical components. Billing providers who are persons, or whose taxonomy is not stated: they may have done the work
themselves. Laboratories, suppliers and transport. Surgical centers (261QA1903X), whose charge is for the facility, which
nobody renders. Claims without any NPI, of tables without a column for the
rendering provider's, are reported as not checked.

## How to fix
Add the rendering provider's NPI.
*/
SELECT s.claim_key, s.line_no, s.code,
    CASE WHEN s.rendering_npi = '' THEN 'fail' ELSE 'review' END AS status,
    CASE WHEN s.rendering_npi = '' THEN 'neither it nor the claim has an NPI'
        ELSE 'the billing provider is an organization (' || c.billing_taxonomy || ')' END AS say_meaning
FROM service s
JOIN claim c ON c.claim_key = s.claim_key
LEFT JOIN taxonomy t ON t.code = c.billing_taxonomy
WHERE (s.rendering_npi = '' AND c.has_place NOT LIKE '% no_rendering_npi %') OR (
    s.rendering_source = 'billing' AND s.component <> 'TC' AND c.billing_taxonomy <> '261QA1903X'
    AND t.grouping IN ('Group', 'Hospitals', 'Hospital Units', 'Agencies', 'Ambulatory Health Care Facilities')
)
