-- One row per claim, with what its lines and diagnoses add up to. Input: claim_read, line_read, diagnosis_read.
SELECT
    c.claim_key,
    c.claim_id,
    c.charge,
    c.frequency,
    c.original_reference,
    c.patient,
    c.payer_id,
    c.payer_name,
    c.filing_code,
    c.billing_npi,
    c.billing_tax_id,
    c.billing_taxonomy,
    c.referring_npi,
    c.supervising_npi,
    c.facility_npi,
    l.lines_charge,
    coalesce(l.lines, 0) AS lines,
    l.date_of_service,
    coalesce(d.diagnoses, 0) AS diagnoses
FROM claim_read c
LEFT JOIN (
    SELECT
        claim_key,
        CAST(sum(charge) AS DECIMAL(18, 2)) AS lines_charge,
        CAST(count(*) AS INTEGER) AS lines,
        min(date_from) AS date_of_service
    FROM line_read
    GROUP BY claim_key
) l ON l.claim_key = c.claim_key
LEFT JOIN (
    SELECT claim_key, CAST(max(position) AS INTEGER) AS diagnoses FROM diagnosis_read GROUP BY claim_key
) d ON d.claim_key = c.claim_key
