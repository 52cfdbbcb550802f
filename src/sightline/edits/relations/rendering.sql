-- One row per rendering provider as lines state one, with the group that bills and its taxonomy: the physician whom it
-- counts for. Physicians of one group and specialty count as one (PM ch. I §A): the group by its tax id, else its NPI.
-- `counts_for` is the same number for them, `provider` for whoever is named alike. Claims of another `claim_set` are checked
-- at the same time and know nothing of each other. Input: rendering_read, physician_specialty, dme_supplier.
WITH stated AS (
    -- A taxonomy stated once for a physician counts wherever the physician appears without one.
    SELECT
        x.*,
        CASE
            WHEN x.rendering_taxonomy <> '' THEN x.rendering_taxonomy
            WHEN x.rendering_npi <> '' THEN max(x.rendering_taxonomy) OVER (PARTITION BY x.claim_set, x.rendering_npi)
            ELSE ''
        END AS taxonomy
    FROM rendering_read x
),
counted AS (
    SELECT
        x.*,
        -- Whether who bills is a supplier of equipment, drugs or the like: yes, no, or '' where no taxonomy is stated.
        CASE
            WHEN e.taxonomy IS NOT NULL OR g.taxonomy IS NOT NULL THEN 'yes'
            WHEN x.taxonomy = '' AND x.billing_taxonomy = '' THEN ''
            ELSE 'no'
        END AS supplier,
        coalesce(o.specialty, CASE WHEN x.taxonomy <> '' THEN x.taxonomy END, x.rendering_npi) AS specialty
    FROM stated x
    LEFT JOIN physician_specialty o ON o.taxonomy = x.taxonomy
    LEFT JOIN dme_supplier e ON e.taxonomy = x.taxonomy
    LEFT JOIN dme_supplier g ON g.taxonomy = x.billing_taxonomy
)
SELECT
    rendering,
    billing_group,
    rendering_npi,
    rendering_taxonomy,
    rendering_source,
    specialty,
    supplier,
    rendering_taxonomy <> '' AND rendering_source <> 'billing' AS taxonomy_stated,
    CAST(dense_rank() OVER (ORDER BY billing_group, specialty) AS INTEGER) AS counts_for,
    CAST(dense_rank() OVER (ORDER BY rendering_npi, rendering_taxonomy) AS INTEGER) AS provider
FROM counted
