-- One row per claim, with what its lines and diagnoses add up to. Input: claim_read, line_read, diagnosis_read.
SELECT
    c.claim_key,
    c.claim_id,
    c.standing,  -- '', void, voided or replaced; see edits/standing.py
    c.charge,
    c.frequency,
    c.original_reference,
    c.patient,  -- a number: the patient as one payer sees it
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
    l.last_date,
    -- Whether the patient has services on two dates, in whatever claims.
    min(l.date_of_service) OVER (PARTITION BY c.patient) < max(l.last_date) OVER (PARTITION BY c.patient) AS several_dates,
    c.patient_birth_date AS birth_date,
    -- Whole years on the first date of service; null without a birth date.
    CAST(
        year(l.date_of_service) - year(c.patient_birth_date) - CASE
            WHEN month(l.date_of_service) * 100 + day(l.date_of_service)
                < month(c.patient_birth_date) * 100 + day(c.patient_birth_date) THEN 1
            ELSE 0
        END AS INTEGER
    ) AS age,
    c.patient_sex AS sex,
    c.admission_date,
    c.discharge_date,
    c.created,
    c.claim_key < 0 AS is_history,  -- an earlier claim, given by --history: seen by edits, never reported on
    coalesce(d.diagnoses, 0) AS diagnoses
FROM claim_read c
LEFT JOIN (
    SELECT
        claim_key,
        CAST(sum(charge) AS DECIMAL(18, 2)) AS lines_charge,
        CAST(count(*) AS INTEGER) AS lines,
        min(date_from) AS date_of_service,
        max(date_from) AS last_date
    FROM line_read
    GROUP BY claim_key
) l ON l.claim_key = c.claim_key
LEFT JOIN (
    SELECT claim_key, CAST(max(position) AS INTEGER) AS diagnoses FROM diagnosis_read GROUP BY claim_key
) d ON d.claim_key = c.claim_key
