-- The Medicare specialty of a taxonomy; the first where CMS lists several.
SELECT taxonomy, min(specialty) AS specialty FROM specialty GROUP BY taxonomy
