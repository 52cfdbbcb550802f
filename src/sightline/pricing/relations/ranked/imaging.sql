-- One row per line of imaging, cardiovascular or ophthalmology (classes 4, 6 and 7) that meets another: its rank in thousandths, and the
-- amount of its units after the reduction, without and with the OPPS cap. Input: met, unit.
WITH sided_unit AS (
    SELECT
        m.line_id,
        scaled(u.professional, m.side_factor, 10000) AS professional,
        scaled(u.technical, m.side_factor, 10000) AS technical,
        scaled(u.cap, m.side_factor, 10000) AS cap,
        scaled(u.technical_cap, m.side_factor, 10000) AS technical_cap
    FROM met m
    JOIN unit u ON u.situation_no = m.situation_no
    WHERE m.class IN ('4', '6', '7')
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
            WHEN m.class = '4' THEN scaled(u.professional, 95, 100)
            ELSE u.professional
        END AS professional_reduced,
        scaled(u.technical, CASE m.class
            WHEN '4' THEN 50
            WHEN '6' THEN 75
            ELSE 80
        END, 100) AS technical_reduced
    FROM met m
    JOIN sided_unit u ON u.line_id = m.line_id
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
        1000 * CASE WHEN technical IS NULL THEN professional_place ELSE technical_place END AS place,
        CASE WHEN professional IS NULL AND technical IS NULL THEN 'global-without-parts' ELSE '' END AS trouble,
        CASE WHEN touched THEN first_professional + first_technical ELSE unit_amount END
            + scaled(coalesce(professional_reduced, 0) + coalesce(technical_reduced, 0), n - 1000, 1000) AS amount,
        CASE WHEN cap IS NOT NULL THEN
            CASE WHEN touched THEN first_professional + least(first_technical, coalesce(technical_cap, first_technical))
                 ELSE least(unit_amount, cap) END
            + scaled(
                coalesce(professional_reduced, 0)
                + least(coalesce(technical_reduced, 0), coalesce(technical_cap, technical_reduced, 0)),
                n - 1000, 1000
            )
        END AS capped_amount,
        first_professional + scaled(coalesce(professional_reduced, 0), n - 1000, 1000) AS professional_amount,
        least(first_technical, coalesce(technical_cap, first_technical))
            + scaled(least(coalesce(technical_reduced, 0), coalesce(technical_cap, technical_reduced, 0)), n - 1000, 1000)
            AS technical_amount
    FROM halved
)
SELECT line_id, rule, place, trouble, amount, capped_amount, professional_amount, technical_amount FROM imaging
