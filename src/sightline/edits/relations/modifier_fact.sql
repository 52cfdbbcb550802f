-- One row per list of modifiers at hand (' 26 59 ': a space before and after each), and what it says. Input: modifier_lists,
-- modifier.
WITH stated AS (
    SELECT
        modifier_list,
        split_part(trim(modifier_list), ' ', 1) AS m1,
        split_part(trim(modifier_list), ' ', 2) AS m2,
        split_part(trim(modifier_list), ' ', 3) AS m3,
        split_part(trim(modifier_list), ' ', 4) AS m4
    FROM modifier_lists
),
judged AS (
    SELECT
        s.*,
        -- PTP-associated modifiers other than 59 and X{EPSU} (PM ch. I §E).
        CASE WHEN s.m1 <> '' THEN instr(p.list, s.m1) > 0 ELSE FALSE END AS ptp_1,
        CASE WHEN s.m2 <> '' THEN instr(p.list, s.m2) > 0 ELSE FALSE END AS ptp_2,
        CASE WHEN s.m3 <> '' THEN instr(p.list, s.m3) > 0 ELSE FALSE END AS ptp_3,
        CASE WHEN s.m4 <> '' THEN instr(p.list, s.m4) > 0 ELSE FALSE END AS ptp_4,
        s.m1 = '' OR EXISTS (SELECT 1 FROM modifier m WHERE m.code = s.m1) AS known_1,
        s.m2 = '' OR EXISTS (SELECT 1 FROM modifier m WHERE m.code = s.m2) AS known_2,
        s.m3 = '' OR EXISTS (SELECT 1 FROM modifier m WHERE m.code = s.m3) AS known_3,
        s.m4 = '' OR EXISTS (SELECT 1 FROM modifier m WHERE m.code = s.m4) AS known_4
    FROM stated s
    CROSS JOIN (
        SELECT ' E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LT RT LC LD RC LM RI'
            || ' 24 25 27 57 58 78 79 91 ' AS list
    ) p
)
SELECT
    modifier_list,
    trim(modifier_list) AS modifiers,
    CASE
        WHEN modifier_list LIKE '% 26 %' THEN '26'
        WHEN modifier_list LIKE '% TC %' THEN 'TC'
        ELSE ''
    END AS component,
    CASE
        WHEN modifier_list LIKE '% 80 %' THEN '80'
        WHEN modifier_list LIKE '% 81 %' THEN '81'
        WHEN modifier_list LIKE '% 82 %' THEN '82'
        WHEN modifier_list LIKE '% AS %' THEN 'AS'
        ELSE ''
    END AS assisting,
    CASE
        WHEN modifier_list LIKE '% QX %' THEN 'QX'
        WHEN modifier_list LIKE '% QK %' THEN 'QK'
        WHEN modifier_list LIKE '% QY %' THEN 'QY'
        WHEN modifier_list LIKE '% QZ %' THEN 'QZ'
        WHEN modifier_list LIKE '% QS %' THEN 'QS'
        WHEN modifier_list LIKE '% AA %' THEN 'AA'
        WHEN modifier_list LIKE '% AD %' THEN 'AD'
        ELSE ''
    END AS anesthesia_modifier,
    CASE
        WHEN modifier_list LIKE '% 59 %' THEN '59'
        WHEN modifier_list LIKE '% XE %' THEN 'XE'
        WHEN modifier_list LIKE '% XS %' THEN 'XS'
        WHEN modifier_list LIKE '% XP %' THEN 'XP'
        WHEN modifier_list LIKE '% XU %' THEN 'XU'
        ELSE ''
    END AS distinct_modifier,
    CASE WHEN ptp_1 THEN m1 WHEN ptp_2 THEN m2 WHEN ptp_3 THEN m3 WHEN ptp_4 THEN m4 ELSE '' END AS other_ptp_modifier,
    CASE WHEN NOT known_1 THEN m1 WHEN NOT known_2 THEN m2 WHEN NOT known_3 THEN m3 WHEN NOT known_4 THEN m4 ELSE '' END
        AS unknown_modifier
FROM judged
