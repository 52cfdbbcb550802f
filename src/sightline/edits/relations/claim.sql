-- One row per claim, with what its lines and diagnoses add up to. Input: claim_read, line_read,
-- diagnosis_read, payer_of, and zip_locality where local articles are loaded.
WITH of_lines AS (
    SELECT
        claim_key,
        CAST(round(sum(charge), 2) AS DECIMAL(38, 2)) AS lines_charge,
        CAST(count(*) AS INTEGER) AS lines,
        min(date_from) AS date_of_service,
        max(date_from) AS last_date
    FROM line_read
    GROUP BY claim_key
),
of_patient AS (
    SELECT c.patient, min(l.date_of_service) AS first_date, max(l.last_date) AS last_date
    FROM claim_read c
    JOIN of_lines l ON l.claim_key = c.claim_key
    GROUP BY c.patient
)
SELECT
    c.claim_key,
    c.claim_id,
    c.superseded,  -- '', void, voided or replaced; see edits/superseded.py
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
    coalesce(p.first_date < p.last_date, FALSE) AS several_dates,
    c.patient_birth_date AS birth_date,
    -- Whole years on the first date of service; null without a birth date.
    CAST(
        CAST(substr(CAST(l.date_of_service AS VARCHAR), 1, 4) AS INTEGER)
        - CAST(substr(CAST(c.patient_birth_date AS VARCHAR), 1, 4) AS INTEGER)
        - CASE
            WHEN substr(CAST(l.date_of_service AS VARCHAR), 6) < substr(CAST(c.patient_birth_date AS VARCHAR), 6) THEN 1
            ELSE 0
        END AS INTEGER
    ) AS age,
    c.patient_sex AS sex,
    c.admission_date,
    c.discharge_date,
    c.created,
    p.payer,
    p.known OR p.payer = 'Medicare' AS payer_known,
    c.is_x12,
    c.relationship,
    c.responsibility,
    c.insurance_type,  -- why Medicare is secondary (SBR05)
    c.member_form,  -- mbi, other, or '' where nothing like a Medicare number is stated
    c.po_box,  -- the parties whose street address is a post office box
    c.short_zip,  -- the parties whose ZIP code has fewer than nine digits
    c.other_payers,  -- how many there are
    c.accident,
    c.accident_dated,
    -- ' description member_id no_billing_npi ': for which of these the file has a place (X12 for all, a table for its
    -- columns), and of which of those that each claim states a table has no column, or one that could not be read.
    c.has_place,
    c.member_stated,
    coalesce(z.carrier, '') AS carrier,  -- the Medicare contractor of the ZIP code: asked where local articles are loaded
    c.claim_key < 0 AS is_history,  -- an earlier claim, given by --history: seen by edits, never reported on
    -- How many there are; null where a table has no column for them, or holds what could not be read.
    CASE WHEN c.has_place LIKE '% no_diagnoses %' THEN NULL ELSE coalesce(d.diagnoses, 0) END AS diagnoses
FROM claim_read c
JOIN payer_of p ON p.payer_id = c.payer_id AND p.payer_name = c.payer_name AND p.filing_code = c.filing_code
LEFT JOIN of_lines l ON l.claim_key = c.claim_key
LEFT JOIN of_patient p ON p.patient = c.patient
LEFT JOIN (
    SELECT claim_key, CAST(max(position) AS INTEGER) AS diagnoses FROM diagnosis_read GROUP BY claim_key
) d ON d.claim_key = c.claim_key
LEFT JOIN (
    SELECT zip, max(carrier) AS carrier FROM zip_locality GROUP BY zip HAVING min(carrier) = max(carrier)
) z ON z.zip = c.zip
