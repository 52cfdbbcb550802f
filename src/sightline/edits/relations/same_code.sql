-- One row for each code that a physician reports on several lines of a patient's day, whatever claims they stand on:
-- what they add up to. Input: line_read, situation.
WITH repeated AS (
    -- By numbers alone, and first: most codes are reported once.
    SELECT patient_day, physician, code_number
    FROM line_read
    WHERE stands
    GROUP BY patient_day, physician, code_number
    HAVING count(*) > 1
),
stated AS (
    SELECT
        l.patient_day,
        l.physician,
        l.code_number AS code_no,
        x.assisting <> '' AS assists,  -- an assistant's service is another than the surgeon's
        x.component,
        x.unit_basis = 'MJ' AS in_minutes,  -- minutes are not units
        CASE WHEN l.days > 1 THEN CAST(round(l.units / l.days) AS DECIMAL(15, 3)) ELSE l.units END AS units_a_day,
        l.claim_key
    FROM repeated d
    JOIN line_read l ON l.patient_day = d.patient_day AND l.physician = d.physician AND l.code_number = d.code_number
    JOIN situation x ON x.situation = l.situation
    WHERE l.stands
)
SELECT
    patient_day,
    physician,
    code_no,
    assists,
    -- The professional and the technical component of one service are one unit of it.
    CAST(
        round(
            sum(CASE WHEN component = '' AND NOT in_minutes THEN units_a_day ELSE 0 END)
            + greatest(
                sum(CASE WHEN component = '26' THEN units_a_day ELSE 0 END),
                sum(CASE WHEN component = 'TC' THEN units_a_day ELSE 0 END)
            ), 3
        ) AS DECIMAL(18, 3)
    ) AS units_on_date,
    CAST(count(*) AS BIGINT) AS lines_on_date,
    min(CASE WHEN claim_key < 0 THEN claim_key END) AS earlier_claim_key  -- of the history
FROM stated
GROUP BY patient_day, physician, code_no, assists
HAVING count(*) > 1
