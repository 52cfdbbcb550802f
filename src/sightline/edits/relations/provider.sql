-- Every provider identifier of a claim with its role; line_no is null for the claim's own, and for a rendering provider
-- whom all of several lines name. Input: claim, line_read, rendering.
WITH named AS (
    SELECT l.claim_key, r.provider, min(l.line_no) AS first_line, max(c.lines) > 1 AND count(*) = max(c.lines) AS of_all
    FROM line_read l
    JOIN rendering r ON r.rendering = l.rendering
    JOIN claim c ON c.claim_key = l.claim_key
    WHERE r.rendering_source <> 'billing' AND (r.rendering_npi <> '' OR r.rendering_taxonomy <> '')
    GROUP BY l.claim_key, r.provider
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
SELECT l.claim_key, CASE WHEN n.of_all THEN NULL ELSE l.line_no END, 'rendering', r.rendering_npi, r.rendering_taxonomy
FROM line_read l
JOIN rendering r ON r.rendering = l.rendering
JOIN named n ON n.claim_key = l.claim_key AND n.provider = r.provider
WHERE r.rendering_source <> 'billing' AND (l.line_no = n.first_line OR NOT n.of_all)
UNION ALL
SELECT claim_key, line_no, 'ordering', ordering_npi, '' FROM line_read WHERE ordering_npi <> ''
