-- One row per ZIP code at hand and era: its locality. Input: zip_scope, era, zip_locality, area.
SELECT s.zip_no, d.era, a.area, z.plus_four
FROM zip_scope s
JOIN era d ON d.in_starter = FALSE
JOIN zip_locality z ON z.release = d.zip_locality AND z.zip = s.zip
JOIN area a ON a.carrier = z.carrier AND a.locality = z.locality
