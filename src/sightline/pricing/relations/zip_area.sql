-- One row per ZIP code looked up and era: its locality. Input: zip_scope, era, zip_locality, area.
SELECT s.zip_no, d.era, a.area, z.plus_four
FROM zip_scope s
JOIN zip_locality z ON z.zip = s.zip
JOIN era d ON d.zip_locality = z.release AND d.in_starter = FALSE
JOIN area a ON a.carrier = z.carrier AND a.locality = z.locality
