-- One row per service line: `billed`, and what the reference says of its code on its date of service (null: unknown). What
-- other lines of the day add is null for a line that does not stand.
-- Input: billed, calendar, code_fact, place, image.
WITH on_date AS (
    SELECT
        patient,
        billing_group,
        specialty,
        date_of_service,
        code,
        assisting <> '' AS assists,  -- an assistant's service is another than the surgeon's
        -- The professional and the technical component of one service are one unit of it; minutes are not units.
        CAST(
            sum(CASE WHEN component = '' AND unit_basis <> 'MJ' THEN units_a_day ELSE 0 END)
            + greatest(
                sum(CASE WHEN component = '26' THEN units_a_day ELSE 0 END),
                sum(CASE WHEN component = 'TC' THEN units_a_day ELSE 0 END)
            ) AS DECIMAL(18, 3)
        ) AS units_on_date,
        CAST(count(*) AS BIGINT) AS lines_on_date,
        min(CASE WHEN is_history THEN claim_key END) AS earlier_claim_key
    FROM billed
    WHERE stands
    GROUP BY patient, billing_group, specialty, date_of_service, code, assisting <> ''
    -- Most lines stand alone, and their own units are the day's: joining only the others spares the widest join.
    HAVING count(*) > 1
),
imaged AS (
    -- What else was done to the patient that day that matters to image guidance, by whomever.
    SELECT
        b.patient,
        b.date_of_service,
        CAST(sum(CASE WHEN i.needle <> '' THEN 1 ELSE 0 END) AS BIGINT) AS needle_lines,
        CAST(sum(CASE WHEN i.needle IN ('core', 'fna', 'needle') THEN 1 ELSE 0 END) AS BIGINT) AS open_needle_lines,
        CAST(count(DISTINCT CASE WHEN i.guidance_use = 'needle' THEN i.guidance END) AS BIGINT) AS guidance_modalities,
        CAST(sum(CASE WHEN i.guidance <> '' THEN 1 ELSE 0 END) AS BIGINT) AS guidance_lines
    FROM billed b
    JOIN image i ON i.code = b.code
    WHERE b.stands
    GROUP BY b.patient, b.date_of_service
)
SELECT
    b.*,
    k.*,
    w.code IS NOT NULL AS place_known,
    w.facility,
    w.name AS place_name,
    CASE WHEN b.unit_basis <> 'MJ' AND b.stands THEN coalesce(t.units_on_date, b.units_a_day) ELSE t.units_on_date END
        AS units_on_date,
    CASE WHEN b.stands THEN coalesce(t.lines_on_date, 1) END AS lines_on_date,
    -- Whether the MUE value, if the code has one, binds the line: minutes are no units, equipment has a table of its own, a
    -- value of 0 speaks of Medicare alone (and its fee schedule says why), and Medicare takes 50 with one unit for both sides.
    b.unit_basis <> 'MJ' AND b.modifier_notes NOT LIKE '% equipment %' AND (k.mue_value > 0 OR b.payer = 'Medicare')
        AND NOT coalesce(
            b.payer = 'Medicare' AND (
                (k.mue_value = 0 AND k.fs_status IN ('B', 'P', 'I', 'N', 'G'))
                OR (b.modifier_list LIKE '% 50 %' AND k.bilateral IN ('1', '3') AND b.stands AND coalesce(t.lines_on_date, 1) = 1)
            ), FALSE
        ) AS mue_binds,
    t.earlier_claim_key,  -- a claim of the history with the same code and date; null: none
    n.needle_lines,
    n.open_needle_lines,
    n.guidance_modalities,
    n.guidance_lines
FROM billed b
LEFT JOIN calendar d ON d.date_of_service = b.date_of_service
LEFT JOIN code_fact k ON k.fact_code = b.code AND k.fact_era = coalesce(d.era, -1)  -- -1: no date
LEFT JOIN place w ON w.code = b.place_of_service
LEFT JOIN on_date t
    ON t.patient = b.patient AND t.billing_group = b.billing_group AND t.specialty = b.specialty
    AND t.date_of_service = b.date_of_service AND t.code = b.code AND t.assists = (b.assisting <> '') AND b.stands
LEFT JOIN imaged n ON n.patient = b.patient AND n.date_of_service = b.date_of_service AND b.stands
