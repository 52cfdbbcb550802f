-- One row per line of surgery (classes S and A) that meets another: its rank in thousandths, and the amount of its units after the reduction.
-- Input: met, unit.
WITH familiar AS (
    -- Endoscopies of one family billed together (or several units of one).
    SELECT m.group_no, m.class, u.family
    FROM met m
    JOIN unit u ON u.situation_no = m.situation_no
    WHERE m.class IN ('S', 'A') AND u.family <> ''
    GROUP BY m.group_no, m.class, u.family
    HAVING count(*) > 1 OR max(CASE WHEN u.endoscopy THEN m.n ELSE 0 END) > 1000
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
            WHEN NOT endoscopy AND members > 1 AND place > 1 THEN 0
            WHEN place = 1 THEN unit_amount + scaled(greatest(unit_amount - coalesce(base, 0), 0), n - 1000, 1000)
            ELSE scaled(greatest(unit_amount - coalesce(base, 0), 0), n, 1000)
        END AS value
    FROM in_family f
),
item AS (
    -- A family counts as one procedure; any other line as one for each of its units.
    SELECT
        line_id, situation_no, group_no, class, n, unit_amount, value AS line_value,
        CAST(sum(value) OVER w AS BIGINT) AS item_value,
        min(line_id) OVER w AS item_no,
        CASE WHEN place = 1 THEN 1000 ELSE 0 END AS item_units,
        TRUE AS grouped,
        base IS NULL AND endoscopy AND (place > 1 OR n > 1000) AS without_base
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
        ) AS BIGINT) AS last_place
    FROM item i
),
shared AS (
    -- What one unit is paid in each place, and how many of the line's units, in thousandths, are in it: each unit takes the
    -- contract's percent of its place.
    SELECT
        p.*, u.own_rank, u.rank_1, u.rank_2, u.rank_3, u.rank_4, u.rank_5,
        scaled(p.unit_amount, 1, 2) AS half,
        CASE WHEN u.own_rank THEN scaled(p.unit_amount, u.rank_1, 10000) END AS unit_1,
        CASE WHEN u.own_rank THEN scaled(p.unit_amount, u.rank_2, 10000) END AS unit_2,
        CASE WHEN u.own_rank THEN scaled(p.unit_amount, u.rank_3, 10000) END AS unit_3,
        CASE WHEN u.own_rank THEN scaled(p.unit_amount, u.rank_4, 10000) END AS unit_4,
        CASE WHEN u.own_rank THEN scaled(p.unit_amount, u.rank_5, 10000) END AS unit_5,
        CASE WHEN u.own_rank THEN greatest(least(last_place, 1000) - greatest(last_place - n, 0), 0) END AS in_1,
        CASE WHEN u.own_rank THEN greatest(least(last_place, 2000) - greatest(last_place - n, 1000), 0) END AS in_2,
        CASE WHEN u.own_rank THEN greatest(least(last_place, 3000) - greatest(last_place - n, 2000), 0) END AS in_3,
        CASE WHEN u.own_rank THEN greatest(least(last_place, 4000) - greatest(last_place - n, 3000), 0) END AS in_4
    FROM placed p
    JOIN unit u ON u.situation_no = p.situation_no
),
surgery AS (
    SELECT
        line_id,
        CASE
            WHEN NOT grouped AND own_rank THEN 'own-surgery'
            WHEN NOT grouped THEN 'surgery'
            WHEN last_place <= 1000 THEN 'endoscopy-family'
            ELSE 'endoscopy-family-ranked'
        END AS rule,
        CASE WHEN grouped THEN last_place ELSE last_place - n + 1000 END AS place,
        CASE WHEN without_base THEN 'no-endoscopic-base' WHEN last_place > 5000 AND NOT own_rank THEN 'sixth-procedure' ELSE '' END AS trouble,
        CASE
            WHEN own_rank AND grouped THEN scaled(line_value, CASE
                WHEN last_place <= 1000 THEN rank_1 WHEN last_place <= 2000 THEN rank_2 WHEN last_place <= 3000 THEN rank_3
                WHEN last_place <= 4000 THEN rank_4 ELSE rank_5 END, 10000)
            WHEN own_rank THEN scaled(unit_1, in_1, 1000) + scaled(unit_2, in_2, 1000) + scaled(unit_3, in_3, 1000)
                + scaled(unit_4, in_4, 1000) + scaled(unit_5, n - in_1 - in_2 - in_3 - in_4, 1000)
            WHEN grouped AND last_place <= 1000 THEN line_value
            WHEN grouped THEN scaled(line_value, 1, 2)
            WHEN last_place = 1000 THEN unit_amount
            WHEN last_place - n < 1000 THEN unit_amount + scaled(half, n - 1000, 1000)
            ELSE scaled(half, n, 1000)
        END AS amount
    FROM shared
)
SELECT
    line_id, rule, place, trouble, amount, CAST(NULL AS BIGINT) AS capped_amount,
    CAST(NULL AS BIGINT) AS professional_amount, CAST(NULL AS BIGINT) AS technical_amount
FROM surgery
