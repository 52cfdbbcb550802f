-- One row per service line with what prices go by. `line_id` orders lines as their claims do; `group_no` is what is ranked
-- together: patient, date, and the physicians of one group and specialty, who count as one (PM ch. I §A). Input: claim_given,
-- line_given, denial, aside, code_scope, era_of, payer_number, specialty.
WITH rendering AS (
    -- A taxonomy stated once for a physician counts wherever the physician appears without one.
    SELECT rendering_npi AS npi, max(rendering_taxonomy) AS taxonomy
    FROM line_given
    WHERE rendering_npi <> ''
    GROUP BY rendering_npi
)
SELECT
    struct(l.claim_key, l.line_no) AS line_id,
    struct(
        c.patient,
        l.date_from,
        CASE WHEN c.billing_tax_id = '' THEN c.billing_npi ELSE c.billing_tax_id END AS billing_group,
        coalesce(s.specialty, CASE WHEN r.taxonomy <> '' THEN r.taxonomy END, l.rendering_npi) AS specialty
    ) AS group_no,
    c.claim_id,
    k.code_no,
    k.code,
    trim(l.modifier_1 || ' ' || l.modifier_2 || ' ' || l.modifier_3 || ' ' || l.modifier_4) AS modifiers,
    coalesce(l.place_of_service, '') AS place_of_service,
    l.date_from,
    l.charge,
    l.units,
    l.unit_basis = 'MJ' AS minutes,
    c.frequency = '8' AS void,
    CASE WHEN a.standing IS NULL THEN coalesce(d.edit, '') ELSE '' END AS denied_by,
    coalesce(a.standing, CASE WHEN d.edit IS NOT NULL THEN 'denied' END, '') AS unpaid,
    coalesce(e.era, 999) AS era,
    -- Where it was done: the line's facility, else the claim's, else the billing provider's.
    substr(coalesce(
        CASE WHEN l.facility_zip <> '' THEN l.facility_zip END,
        CASE WHEN c.facility_zip <> '' THEN c.facility_zip END,
        c.billing_zip,
        ''
    ), 1, 5) AS zip,
    l.area_given,
    p.payer_no
FROM line_given l
JOIN claim_given c ON c.claim_key = l.claim_key
JOIN code_scope k ON k.code = coalesce(l.code, '')
LEFT JOIN era_of e ON e.on_date = l.date_from
LEFT JOIN rendering r ON r.npi = l.rendering_npi
LEFT JOIN specialty s ON s.taxonomy = r.taxonomy
LEFT JOIN payer_number p ON p.payer_id = c.payer_id AND p.payer_name = c.payer_name AND p.filing_code = c.filing_code
LEFT JOIN denial d ON d.claim_key = l.claim_key AND d.line_no = l.line_no
LEFT JOIN aside a ON a.claim_key = l.claim_key
