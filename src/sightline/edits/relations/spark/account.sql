-- One row per claim, `patient` being the patient as one payer sees it (edits/standing.py) and `billing_group` who billed.
-- Input: claim_given, payer_of.
SELECT
    c.claim_key,
    c.claim_id,
    c.charge,
    c.frequency,
    c.original_reference,
    concat_ws(
        '|', c.patient, p.insurer, CASE WHEN c.responsibility IN ('P', 'U', '') THEN 'P' ELSE c.responsibility END
    ) AS patient,
    c.payer_id,
    c.payer_name,
    c.filing_code,
    c.billing_npi,
    c.billing_tax_id,
    c.billing_taxonomy,
    c.referring_npi,
    c.supervising_npi,
    c.facility_npi,
    c.patient_birth_date,
    c.patient_sex,
    c.admission_date,
    c.discharge_date,
    c.created,
    CASE WHEN c.billing_tax_id = '' THEN c.billing_npi ELSE c.billing_tax_id END AS billing_group
FROM claim_given c
JOIN payer_of p ON p.payer_id = c.payer_id AND p.payer_name = c.payer_name AND p.filing_code = c.filing_code
