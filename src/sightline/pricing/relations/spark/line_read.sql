-- One row per service line with its situation. Input: situated, situation.
SELECT
    l.line_id,
    s.situation_no,
    l.group_no,
    l.date_from IS NOT NULL AS dated,
    l.charge,
    l.units,
    l.minutes,
    l.void,
    l.unpaid
FROM situated l
JOIN situation s
    ON s.code_no = l.code_no AND s.modifier_no = ' ' || l.modifiers || ' ' AND s.place_of_service = l.place_of_service
    AND s.era = l.era AND s.zip_no = l.zip AND s.term = l.term AND s.area_given = l.area_given
