-- One row per line of therapy (class 5) that meets another: its rank in thousandths, and the amount of its units after the reduction.
-- Input: met, unit.
WITH therapy AS (
    SELECT
        line_id,
        place * 1000 AS place,
        CASE WHEN place = 1 THEN unit_amount ELSE half_pe END + scaled(half_pe, n - 1000, 1000) AS amount
    FROM (
        SELECT
            m.*,
            u.half_pe,
            row_number() OVER (PARTITION BY m.group_no ORDER BY m.unit_amount - u.half_pe DESC, m.line_id) AS place
        FROM met m
        JOIN unit u ON u.situation_no = m.situation_no
        WHERE m.class = '5'
    ) x
)
SELECT
    line_id, 'therapy' AS rule, place, '' AS trouble, amount, CAST(NULL AS BIGINT) AS capped_amount,
    CAST(NULL AS BIGINT) AS professional_amount, CAST(NULL AS BIGINT) AS technical_amount
FROM therapy
