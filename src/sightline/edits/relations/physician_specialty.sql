-- The Medicare specialty of a taxonomy, where CMS lists one; a taxonomy with several stays itself, lest two specialties
-- count as one physician.
SELECT taxonomy, min(specialty) AS specialty
FROM specialty
GROUP BY taxonomy
HAVING count(DISTINCT specialty) = 1
