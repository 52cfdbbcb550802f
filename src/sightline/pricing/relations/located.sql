-- One row per situation: what its modifiers do, which side and locality it is paid for, and `fee_key`, the number of its row
-- in `fee`. Input: situation, modifier_effect, place, zip_area and term.
SELECT
    x.*,
    -- Code, component, era, locality, term and side in one number.
    CAST(
        ((((CAST(x.code_no AS BIGINT) * 4
            + CASE x.component WHEN '26' THEN 1 WHEN 'TC' THEN 2 WHEN '53' THEN 3 ELSE 0 END) * 1000
            + x.era) * 10000
            + x.area) * 1000
            + x.term) * 2
            + CASE WHEN x.facility THEN 1 ELSE 0 END
    AS BIGINT) AS fee_key
FROM (
    SELECT
        s.situation_no,
        s.code_no,
        s.place_of_service,
        s.era,
        s.term,
        m.component,
        m.both_components,
        m.both_sides,
        m.increased,
        m.reduced,
        m.discontinued,
        m.package,
        m.surgeon,
        m.direction,
        m.other_session,
        w.facility,
        CASE WHEN t.area >= 0 THEN t.area WHEN s.area_given >= 0 THEN s.area_given ELSE coalesce(z.area, 0) END AS area,
        CASE
            WHEN t.area >= 0 THEN 'contract'
            WHEN s.area_given >= 0 THEN 'given'
            WHEN z.plus_four THEN 'zip+4'
            WHEN z.area IS NOT NULL THEN 'zip'
            ELSE 'national'
        END AS area_source
    FROM situation s
    JOIN modifier_effect m ON m.modifier_no = s.modifier_no
    LEFT JOIN place w ON w.code = s.place_of_service
    LEFT JOIN term t ON t.term = s.term
    LEFT JOIN zip_area z ON z.zip_no = s.zip_no AND z.era = s.era
) x
