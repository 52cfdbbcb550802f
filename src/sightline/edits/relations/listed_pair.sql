-- Every two lines of one patient, date and physician whose codes a loaded NCCI file names together, with each of its rows
-- for them, in force or not. By numbers alone, and each two lines once: most lines beside each other are no pair.
-- Input: line, ptp.
WITH beside AS (
    SELECT
        a.claim_key AS claim_a,
        a.line_no AS line_a,
        a.situation AS situation_a,
        b.claim_key AS claim_b,
        b.line_no AS line_b,
        b.situation AS situation_b,
        a.date_of_service,
        a.code_number * CAST(1048576 AS BIGINT) + b.code_number AS pair_no
    FROM line a
    JOIN line b ON a.patient_day = b.patient_day AND a.physician = b.physician AND a.code_number < b.code_number
)
SELECT
    CASE WHEN e.in_order THEN m.claim_a ELSE m.claim_b END AS claim_1,
    CASE WHEN e.in_order THEN m.line_a ELSE m.line_b END AS line_1,
    CASE WHEN e.in_order THEN m.situation_a ELSE m.situation_b END AS situation_1,
    CASE WHEN e.in_order THEN m.claim_b ELSE m.claim_a END AS claim_2,
    CASE WHEN e.in_order THEN m.line_b ELSE m.line_a END AS line_2,
    CASE WHEN e.in_order THEN m.situation_b ELSE m.situation_a END AS situation_2,
    m.date_of_service,
    e.release,
    e.indicator,
    e.effective_from,
    e.effective_to,
    e.source_row,
    e.part
FROM beside m
JOIN ptp e ON e.pair_no = m.pair_no
