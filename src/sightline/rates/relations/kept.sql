-- Every kept row: a price and a provider group it is for. Tables price, member and provider are the store's Parquet
-- with the `part` each row lies in; part_of names a part's payer, file and date. code_set is the type by the form of the
-- code: payers write CPT and HCPCS for either.
SELECT
    o.payer, o.file, o.date, p.part, p.element,
    p.billing_code, p.code_type, CASE
           WHEN p.code_type = 'HCPCS' AND regexp_matches(p.billing_code, '^[0-9]{4}[0-9A-Z]$') THEN 'CPT'
           WHEN p.code_type = 'CPT' AND regexp_matches(p.billing_code, '^[A-Z][0-9]{4}$') THEN 'HCPCS'
           ELSE p.code_type
       END AS code_set, p.arrangement, p.modifiers, p.component, p.rate, p.unit, p.method, p.class, p.setting,
    p.places, p.expires, coalesce(p.plan, '') AS plan, g.provider, g.tin_type, g.tin, g.name, g.npis, len(g.npis) AS npi_count
FROM price p
JOIN part_of o USING (part)
JOIN member m USING (part, element)
JOIN provider g ON g.part = m.part AND g.provider = m.provider
