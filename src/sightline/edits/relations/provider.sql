-- Every provider identifier of a claim with its role; line_no is null for the claim's own, and for a rendering provider
-- whom all of several lines name. Input: claim, line_read.
WITH rendering AS (
    SELECT l.claim_key, l.rendering_npi, l.rendering_taxonomy, min(l.line_no) AS first_line, max(c.lines) > 1 AND count(*) = max(c.lines) AS of_all
    FROM line_read l
    JOIN claim c ON c.claim_key = l.claim_key
    WHERE l.rendering_source <> 'billing' AND (l.rendering_npi <> '' OR l.rendering_taxonomy <> '')
    GROUP BY l.claim_key, l.rendering_npi, l.rendering_taxonomy
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
SELECT l.claim_key, CASE WHEN r.of_all THEN NULL ELSE l.line_no END, 'rendering', l.rendering_npi, l.rendering_taxonomy
FROM line_read l
JOIN rendering r
    ON r.claim_key = l.claim_key AND r.rendering_npi = l.rendering_npi AND r.rendering_taxonomy = l.rendering_taxonomy
WHERE l.rendering_source <> 'billing' AND (l.line_no = r.first_line OR NOT r.of_all)
UNION ALL
SELECT claim_key, line_no, 'ordering', ordering_npi, '' FROM line_read WHERE ordering_npi <> ''
