-- Every provider identifier of a claim with its role; line_no is null for the claim's own, and for a rendering provider
-- whom all of several lines name. Input: claim, line_read, rendering.
WITH counted AS (
    SELECT l.claim_key, r.provider, min(r.rendering_npi) AS npi, min(r.rendering_taxonomy) AS taxonomy, count(*) AS lines
    FROM line_read l
    JOIN rendering r ON r.rendering = l.rendering
    WHERE r.rendering_source <> 'billing' AND (r.rendering_npi <> '' OR r.rendering_taxonomy <> '')
    GROUP BY l.claim_key, r.provider
),
named AS (
    SELECT n.claim_key, n.provider, n.npi, n.taxonomy, c.lines > 1 AND n.lines = c.lines AS of_all
    FROM counted n
    JOIN claim c ON c.claim_key = n.claim_key
)
SELECT claim_key, CAST(NULL AS INTEGER) AS line_no, 'billing' AS role, billing_npi AS npi, billing_taxonomy AS taxonomy
FROM claim
WHERE billing_npi <> '' OR billing_taxonomy <> ''
UNION ALL
SELECT claim_key, CAST(NULL AS INTEGER), 'referring', referring_npi, '' FROM claim WHERE referring_npi <> ''
UNION ALL
SELECT claim_key, CAST(NULL AS INTEGER), 'supervising', supervising_npi, '' FROM claim WHERE supervising_npi <> ''
UNION ALL
SELECT claim_key, CAST(NULL AS INTEGER), 'service facility', facility_npi, '' FROM claim WHERE facility_npi <> ''
UNION ALL
SELECT claim_key, CAST(NULL AS INTEGER), 'rendering', npi, taxonomy FROM named WHERE of_all
UNION ALL
SELECT l.claim_key, l.line_no, 'rendering', r.rendering_npi, r.rendering_taxonomy
FROM named n
JOIN line_read l ON l.claim_key = n.claim_key
JOIN rendering r ON r.rendering = l.rendering AND r.provider = n.provider
WHERE NOT n.of_all AND r.rendering_source <> 'billing'
UNION ALL
SELECT claim_key, line_no, 'ordering', ordering_npi, '' FROM line_read WHERE ordering_npi <> ''
