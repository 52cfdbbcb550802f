-- The amounts beside the lines that they are of, as the steps read them. Input: answer, billed.
SELECT
    a.line_id.claim_key,
    a.line_id.line_no,
    b.charge,
    b.units,
    b.denied_by,
    a.situation_no AS situation,
    a.* EXCEPT (line_id, situation_no)
FROM answer a
JOIN billed b ON b.line_id = a.line_id
