-- Every provider identifier of a claim with its role; line_no is null for the claim's own. Input: claim, line_read.
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
SELECT claim_key, line_no, 'rendering', rendering_npi, rendering_taxonomy
FROM line_read
WHERE rendering_source <> 'billing' AND (rendering_npi <> '' OR rendering_taxonomy <> '')
UNION ALL
SELECT claim_key, line_no, 'ordering', ordering_npi, '' FROM line_read WHERE ordering_npi <> ''
