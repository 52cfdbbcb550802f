-- The different situations of lines, numbered: a unit is priced once for each. Kept, since the numbers are those of one run of
-- the query. Input: situated.
SELECT monotonically_increasing_id() AS situation_no, x.*
FROM (
    SELECT DISTINCT code_no, ' ' || modifiers || ' ' AS modifier_no, place_of_service, era, zip AS zip_no, term, area_given
    FROM situated
) x
