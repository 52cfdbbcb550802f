-- One row per line of surgery (classes S and A) that meets another: its rank, and the amount of its units after the reduction.
-- Input: met, unit.
WITH familiar AS (
    -- Endoscopies of one family billed together (or several units of one).
    SELECT m.group_no, m.class, u.family
    FROM met m
    JOIN unit u ON u.situation_no = m.situation_no
    WHERE m.class IN ('S', 'A') AND u.family <> ''
    GROUP BY m.group_no, m.class, u.family
    HAVING count(*) > 1 OR max(CASE WHEN u.endoscopy THEN m.n ELSE 0 END) > 1
),
in_family AS (
    SELECT
        m.*,
        u.family,
        u.endoscopy,
        u.base,
        row_number() OVER (
            PARTITION BY m.group_no, m.class, u.family
            ORDER BY CASE WHEN u.endoscopy THEN 0 ELSE 1 END, m.unit_amount DESC, m.line_id
        ) AS place,
        count(*) OVER (PARTITION BY m.group_no, m.class, u.family) AS members
    FROM met m
    JOIN unit u ON u.situation_no = m.situation_no
    JOIN familiar f ON f.group_no = m.group_no AND f.class = m.class AND f.family = u.family
),
valued AS (
    -- The highest in full, the others less their base; the base itself is then included.
    SELECT
        f.*,
        CASE
            WHEN NOT endoscopy AND members > 1 AND place > 1 THEN CAST(0 AS DECIMAL(18, 2))
            WHEN place = 1 THEN CAST(
                unit_amount + round((n - 1) * greatest(unit_amount - coalesce(base, 0), CAST(0 AS DECIMAL(18, 2))), 2)
            AS DECIMAL(18, 2))
            ELSE CAST(round(n * greatest(unit_amount - coalesce(base, 0), CAST(0 AS DECIMAL(18, 2))), 2) AS DECIMAL(18, 2))
        END AS value
    FROM in_family f
),
item AS (
    -- A family counts as one procedure; any other line as one for each of its units.
    SELECT
        line_id, situation_no, group_no, class, n, unit_amount, value AS line_value,
        CAST(sum(value) OVER w AS DECIMAL(18, 2)) AS item_value,
        min(line_id) OVER w AS item_no,
        CAST(CASE WHEN place = 1 THEN 1 ELSE 0 END AS DECIMAL(8, 3)) AS item_units,
        TRUE AS grouped,
        base IS NULL AND endoscopy AND (place > 1 OR n > 1) AS without_base
    FROM valued
    WINDOW w AS (PARTITION BY group_no, class, family)
    UNION ALL
    SELECT m.line_id, m.situation_no, m.group_no, m.class, m.n, m.unit_amount, m.unit_amount, m.unit_amount, m.line_id, m.n, FALSE, FALSE
    FROM met m
    WHERE m.class IN ('S', 'A') AND NOT EXISTS (SELECT 1 FROM valued v WHERE v.line_id = m.line_id)
),
placed AS (
    SELECT
        i.*,
        CAST(sum(item_units) OVER (
            PARTITION BY group_no, class
            ORDER BY item_value DESC, item_no
            RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS DECIMAL(18, 3)) AS last_place
    FROM item i
),
surgery AS (
    SELECT
        line_id,
        CASE
            WHEN NOT grouped AND own_rank THEN 'own-surgery'
            WHEN NOT grouped THEN 'surgery'
            WHEN last_place <= 1 THEN 'endoscopy-family'
            ELSE 'endoscopy-family-ranked'
        END AS rule,
        CAST(CASE WHEN grouped THEN last_place ELSE last_place - n + 1 END AS DECIMAL(9, 3)) AS place,
        CASE WHEN without_base THEN 'no-endoscopic-base' WHEN last_place > 5 AND NOT own_rank THEN 'sixth-procedure' ELSE '' END AS trouble,
        CASE
            WHEN own_rank AND grouped THEN CAST(round(line_value * CASE
                WHEN last_place <= 1 THEN rank_1 WHEN last_place <= 2 THEN rank_2 WHEN last_place <= 3 THEN rank_3
                WHEN last_place <= 4 THEN rank_4 ELSE rank_5 END, 2) AS DECIMAL(18, 2))
            -- Each unit takes the contract's percent of its place.
            WHEN own_rank THEN CAST(
                round(in_1 * round(unit_amount * rank_1, 2), 2) + round(in_2 * round(unit_amount * rank_2, 2), 2)
                + round(in_3 * round(unit_amount * rank_3, 2), 2) + round(in_4 * round(unit_amount * rank_4, 2), 2)
                + round((n - in_1 - in_2 - in_3 - in_4) * round(unit_amount * rank_5, 2), 2)
            AS DECIMAL(18, 2))
            WHEN grouped AND last_place <= 1 THEN line_value
            WHEN grouped THEN CAST(round(line_value * CAST(0.5 AS DECIMAL(2, 1)), 2) AS DECIMAL(18, 2))
            WHEN last_place = 1 THEN unit_amount
            WHEN last_place - n < 1 THEN CAST(
                unit_amount + round((n - 1) * round(unit_amount * CAST(0.5 AS DECIMAL(2, 1)), 2), 2)
            AS DECIMAL(18, 2))
            ELSE CAST(round(n * round(unit_amount * CAST(0.5 AS DECIMAL(2, 1)), 2), 2) AS DECIMAL(18, 2))
        END AS amount
    FROM (
        SELECT
            p.*, u.own_rank, u.rank_1, u.rank_2, u.rank_3, u.rank_4, u.rank_5,
            CASE WHEN u.own_rank THEN greatest(least(last_place, 1) - greatest(last_place - n, 0), 0) END AS in_1,
            CASE WHEN u.own_rank THEN greatest(least(last_place, 2) - greatest(last_place - n, 1), 0) END AS in_2,
            CASE WHEN u.own_rank THEN greatest(least(last_place, 3) - greatest(last_place - n, 2), 0) END AS in_3,
            CASE WHEN u.own_rank THEN greatest(least(last_place, 4) - greatest(last_place - n, 3), 0) END AS in_4
        FROM placed p
        JOIN unit u ON u.situation_no = p.situation_no
    ) x
)
SELECT
    line_id, rule, place, trouble, amount, CAST(NULL AS DECIMAL(18, 2)) AS capped_amount,
    CAST(NULL AS DECIMAL(18, 2)) AS professional_amount, CAST(NULL AS DECIMAL(18, 2)) AS technical_amount
FROM surgery
