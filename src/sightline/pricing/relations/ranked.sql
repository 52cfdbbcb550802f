-- One row per line that meets others in its reduction class: its rank, and the amount of its units after the reduction, without
-- and with the OPPS cap. Input: met, unit.
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
        line_id, group_no, class, n, unit_amount, value AS line_value,
        CAST(sum(value) OVER w AS DECIMAL(18, 2)) AS item_value,
        min(line_id) OVER w AS item_no,
        CAST(CASE WHEN place = 1 THEN 1 ELSE 0 END AS DECIMAL(8, 3)) AS item_units,
        TRUE AS grouped,
        base IS NULL AND endoscopy AND (place > 1 OR n > 1) AS without_base
    FROM valued
    WINDOW w AS (PARTITION BY group_no, class, family)
    UNION ALL
    SELECT m.line_id, m.group_no, m.class, m.n, m.unit_amount, m.unit_amount, m.unit_amount, m.line_id, m.n, FALSE, FALSE
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
            WHEN NOT grouped THEN 'surgery'
            WHEN last_place <= 1 THEN 'endoscopy-family'
            ELSE 'endoscopy-family-ranked'
        END AS rule,
        CAST(CASE WHEN grouped THEN last_place ELSE last_place - n + 1 END AS DECIMAL(9, 3)) AS place,
        CASE WHEN without_base THEN 'no-endoscopic-base' WHEN last_place > 5 THEN 'sixth-procedure' ELSE '' END AS trouble,
        CASE
            WHEN grouped AND last_place <= 1 THEN line_value
            WHEN grouped THEN CAST(round(line_value * CAST(0.5 AS DECIMAL(2, 1)), 2) AS DECIMAL(18, 2))
            WHEN last_place = 1 THEN unit_amount
            WHEN last_place - n < 1 THEN CAST(
                unit_amount + round((n - 1) * round(unit_amount * CAST(0.5 AS DECIMAL(2, 1)), 2), 2)
            AS DECIMAL(18, 2))
            ELSE CAST(round(n * round(unit_amount * CAST(0.5 AS DECIMAL(2, 1)), 2), 2) AS DECIMAL(18, 2))
        END AS amount
    FROM placed
),
part AS (
    -- The professional and the technical parts are ranked apart.
    SELECT
        m.*,
        u.professional,
        u.technical,
        u.cap,
        u.technical_cap,
        row_number() OVER (
            PARTITION BY m.group_no, m.class
            ORDER BY CASE WHEN u.professional IS NULL THEN 1 ELSE 0 END, u.professional DESC, m.line_id
        ) AS professional_place,
        row_number() OVER (
            PARTITION BY m.group_no, m.class
            ORDER BY CASE WHEN u.technical IS NULL THEN 1 ELSE 0 END, u.technical DESC, m.line_id
        ) AS technical_place,
        CASE
            WHEN m.class = '4' THEN CAST(round(u.professional * CAST(0.95 AS DECIMAL(3, 2)), 2) AS DECIMAL(18, 2))
            ELSE u.professional
        END AS professional_reduced,
        CAST(round(u.technical * CASE m.class
            WHEN '4' THEN CAST(0.50 AS DECIMAL(3, 2))
            WHEN '6' THEN CAST(0.75 AS DECIMAL(3, 2))
            ELSE CAST(0.80 AS DECIMAL(3, 2))
        END, 2) AS DECIMAL(18, 2)) AS technical_reduced
    FROM met m
    JOIN unit u ON u.situation_no = m.situation_no
    WHERE m.class IN ('4', '6', '7')
),
halved AS (
    SELECT
        p.*,
        (professional IS NOT NULL AND professional_place > 1 AND class = '4')
            OR (technical IS NOT NULL AND technical_place > 1) AS touched,
        coalesce(CASE WHEN professional_place = 1 THEN professional ELSE professional_reduced END, 0) AS first_professional,
        coalesce(CASE WHEN technical_place = 1 THEN technical ELSE technical_reduced END, 0) AS first_technical
    FROM part p
),
imaging AS (
    -- A global service that is not reduced keeps its own amount; a reduced one is the sum of its two parts.
    SELECT
        line_id,
        CASE class WHEN '4' THEN 'imaging' WHEN '6' THEN 'cardiovascular' ELSE 'ophthalmology' END AS rule,
        CAST(CASE WHEN technical IS NULL THEN professional_place ELSE technical_place END AS DECIMAL(9, 3)) AS place,
        CASE WHEN professional IS NULL AND technical IS NULL THEN 'global-without-parts' ELSE '' END AS trouble,
        CAST(
            CASE WHEN touched THEN first_professional + first_technical ELSE unit_amount END
            + round((n - 1) * (coalesce(professional_reduced, 0) + coalesce(technical_reduced, 0)), 2)
        AS DECIMAL(18, 2)) AS amount,
        CASE WHEN cap IS NOT NULL THEN CAST(
            CASE WHEN touched THEN first_professional + least(first_technical, coalesce(technical_cap, first_technical))
                 ELSE least(unit_amount, cap) END
            + round((n - 1) * (
                coalesce(professional_reduced, 0)
                + least(coalesce(technical_reduced, 0), coalesce(technical_cap, technical_reduced, 0))
            ), 2)
        AS DECIMAL(18, 2)) END AS capped_amount
    FROM halved
),
therapy AS (
    SELECT
        line_id,
        CAST(place AS DECIMAL(9, 3)) AS place,
        CAST(CASE WHEN place = 1 THEN unit_amount ELSE half_pe END + round((n - 1) * half_pe, 2) AS DECIMAL(18, 2)) AS amount
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
SELECT line_id, rule, place, trouble, amount, CAST(NULL AS DECIMAL(18, 2)) AS capped_amount FROM surgery
UNION ALL
SELECT line_id, rule, place, trouble, amount, capped_amount FROM imaging
UNION ALL
SELECT line_id, 'therapy', place, '', amount, CAST(NULL AS DECIMAL(18, 2)) FROM therapy
