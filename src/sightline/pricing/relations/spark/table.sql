-- One row per service line as a user sees it: the columns of `table` in pricing/result.py. Input: answer, billed, explained,
-- area_name.
SELECT
    a.line_id.claim_key,
    b.claim_id AS claim,
    a.line_id.line_no AS line,
    b.code,
    b.modifiers,
    b.units,
    b.place_of_service,
    b.date_from AS date,
    b.charge,
    a.schedule_amount,
    a.allowed,
    a.limiting_charge,
    a.medicare_share,
    a.sequestration,
    f.cap AS opps_cap,
    a.answer,
    a.reason,
    b.denied_by,
    f.records_needed,
    CASE WHEN f.facility THEN 'facility' WHEN NOT f.facility THEN 'non-facility' END AS side,
    n.name AS locality,
    f.area_source AS locality_source,
    f.pay,
    f.hospital_status,
    f.center_indicator
FROM answer a
JOIN billed b ON b.line_id = a.line_id
JOIN explained f ON f.situation_no = a.situation_no
LEFT JOIN area_name n ON n.area = f.area
