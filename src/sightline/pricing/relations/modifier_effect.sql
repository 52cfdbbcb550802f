-- One row per list of modifiers in use (' 26 59 ': a space before and after each): what it does to an amount. Input:
-- modifier_lists.
SELECT
    modifier_no,
    CASE
        WHEN modifier_list LIKE '% 26 %' THEN '26'
        WHEN modifier_list LIKE '% TC %' THEN 'TC'
        WHEN modifier_list LIKE '% 53 %' THEN '53'
        ELSE ''
    END AS component,
    modifier_list LIKE '% 26 %' AND modifier_list LIKE '% TC %' AS both_components,
    modifier_list LIKE '% 50 %' AS both_sides,
    modifier_list LIKE '% 22 %' AS increased,
    modifier_list LIKE '% 52 %' AS reduced,
    modifier_list LIKE '% 53 %' AS discontinued,
    CASE
        WHEN modifier_list LIKE '% 54 %' THEN '54'
        WHEN modifier_list LIKE '% 55 %' THEN '55'
        WHEN modifier_list LIKE '% 56 %' THEN '56'
        WHEN modifier_list LIKE '% 78 %' THEN '78'
        ELSE ''
    END AS package,
    CASE
        WHEN modifier_list LIKE '% AS %' THEN 'AS'
        WHEN modifier_list LIKE '% 80 %' THEN '80'
        WHEN modifier_list LIKE '% 81 %' THEN '81'
        WHEN modifier_list LIKE '% 82 %' THEN '82'
        WHEN modifier_list LIKE '% 66 %' THEN '66'
        WHEN modifier_list LIKE '% 62 %' THEN '62'
        ELSE ''
    END AS surgeon,
    CASE
        WHEN modifier_list LIKE '% QX %' THEN 'QX'
        WHEN modifier_list LIKE '% QY %' THEN 'QY'
        WHEN modifier_list LIKE '% QK %' THEN 'QK'
        WHEN modifier_list LIKE '% AD %' THEN 'AD'
        WHEN modifier_list LIKE '% QZ %' THEN 'QZ'
        WHEN modifier_list LIKE '% AA %' THEN 'AA'
        ELSE ''
    END AS direction,
    -- Another session of the day: the imaging reduction is for one session (CMS CR 6993).
    modifier_list LIKE '% 59 %' OR modifier_list LIKE '% XE %' AS other_session
FROM modifier_lists
