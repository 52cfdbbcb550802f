-- One row per service line with its claim, its payer's parameters and the physician it counts for: the part of `service`
-- that needs no reference. Void claims have none. Input: line_read, claim, payer_of, modifier_fact, physician_specialty.
WITH rendering AS (
    -- A taxonomy stated once for a physician counts wherever the physician appears without one.
    SELECT l.rendering_npi AS npi, max(l.rendering_taxonomy) AS taxonomy
    FROM line_read l
    WHERE l.rendering_npi <> ''
    GROUP BY l.rendering_npi
)
SELECT
    l.claim_key,
    l.line_no,
    c.patient,
    c.standing = '' AS stands,  -- counts beside other lines: its claim is not replaced or voided
    p.payer,
    p.known OR p.payer = 'Medicare' AS payer_known,  -- a claim that names no payer is taken for Medicare's
    p.guidance_unit,
    -- Physicians of one group and specialty count as one (PM ch. I §A): the group by its tax id, else its NPI.
    CASE WHEN c.billing_tax_id <> '' THEN c.billing_tax_id ELSE c.billing_npi END AS billing_group,
    coalesce(
        o.specialty,
        CASE WHEN l.rendering_taxonomy <> '' THEN l.rendering_taxonomy WHEN r.taxonomy <> '' THEN r.taxonomy END,
        l.rendering_npi
    ) AS specialty,
    l.qualifier,
    l.code,
    l.modifier_1,
    l.modifier_2,
    l.modifier_3,
    l.modifier_4,
    l.modifier_list,  -- ' 26 59 ': a space before and after each, so that LIKE '% 26 %' finds one
    m.modifiers,
    m.component,
    m.assisting,
    m.anesthesia_modifier,
    m.distinct_modifier,
    m.other_ptp_modifier,
    m.visit_modifier,
    m.unknown_modifier,
    m.modifier_notes,
    l.charge,
    l.units,
    l.days,
    CASE WHEN l.days > 1 THEN CAST(round(l.units / l.days) AS DECIMAL(15, 3)) ELSE l.units END AS units_a_day,
    l.unit_basis,
    l.place_of_service,
    l.pointer_1,
    l.pointer_2,
    l.pointer_3,
    l.pointer_4,
    l.date_from AS date_of_service,
    greatest(l.date_from, l.date_to) AS last_day,
    l.rendering_npi,
    l.rendering_taxonomy,
    l.rendering_source,
    l.rendering_taxonomy <> '' AND l.rendering_source <> 'billing' AS taxonomy_stated,
    l.referring_npi <> '' OR l.ordering_npi <> '' AS has_orderer,
    l.supervising_npi <> '' AS has_supervisor,
    l.ndc,
    l.date_to < l.date_from AS dates_reversed,
    c.diagnoses,
    c.created,
    c.age,
    c.is_history,
    c.several_dates
FROM line_read l
JOIN claim c ON c.claim_key = l.claim_key
JOIN modifier_fact m ON m.modifier_list = l.modifier_list
JOIN payer_of p
    ON p.payer_id = c.payer_id AND p.payer_name = c.payer_name AND p.filing_code = c.filing_code
LEFT JOIN rendering r ON r.npi = l.rendering_npi
LEFT JOIN physician_specialty o
    ON o.taxonomy = CASE WHEN l.rendering_taxonomy <> '' THEN l.rendering_taxonomy ELSE r.taxonomy END
