-- One row per list of modifiers in use (' 26 59 ': a space before and after each), and what it says. Input: modifier_lists,
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
        -- PTP-associated modifiers other than 59, X{EPSU} and those of visits (PM ch. I §E).
        CASE WHEN s.m1 <> '' THEN instr(p.list, s.m1) > 0 ELSE FALSE END AS ptp_1,
        CASE WHEN s.m2 <> '' THEN instr(p.list, s.m2) > 0 ELSE FALSE END AS ptp_2,
        CASE WHEN s.m3 <> '' THEN instr(p.list, s.m3) > 0 ELSE FALSE END AS ptp_3,
        CASE WHEN s.m4 <> '' THEN instr(p.list, s.m4) > 0 ELSE FALSE END AS ptp_4,
        s.m2 <> '' AND instr(p.prices, ' ' || s.m2 || ' ') > 0 AS prices_2,
        s.m3 <> '' AND instr(p.prices, ' ' || s.m3 || ' ') > 0 AS prices_3,
        s.m4 <> '' AND instr(p.prices, ' ' || s.m4 || ' ') > 0 AS prices_4,
        s.m1 <> '' AND instr(p.informs, ' ' || s.m1 || ' ') > 0 AS informs_1,
        s.m2 <> '' AND instr(p.informs, ' ' || s.m2 || ' ') > 0 AS informs_2,
        s.m3 <> '' AND instr(p.informs, ' ' || s.m3 || ' ') > 0 AS informs_3,
        s.m1 = '' OR EXISTS (SELECT 1 FROM modifier m WHERE m.code = s.m1) AS known_1,
        s.m2 = '' OR EXISTS (SELECT 1 FROM modifier m WHERE m.code = s.m2) AS known_2,
        s.m3 = '' OR EXISTS (SELECT 1 FROM modifier m WHERE m.code = s.m3) AS known_3,
        s.m4 = '' OR EXISTS (SELECT 1 FROM modifier m WHERE m.code = s.m4) AS known_4
    FROM stated s
    CROSS JOIN (
        SELECT ' E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LT RT LC LD RC LM RI'
            || ' 27 58 78 79 91 ' AS list,
            ' 22 26 50 52 53 54 55 56 62 66 78 80 81 82 AS TC AA AD QK QX QY QZ ' AS prices,
            ' E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LT RT LC LD RC LM RI'
            || ' GA GC GX GY GZ Q6 ' AS informs
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
    -- PTP-associated on evaluation and management only.
    CASE
        WHEN modifier_list LIKE '% 25 %' THEN '25'
        WHEN modifier_list LIKE '% 57 %' THEN '57'
        WHEN modifier_list LIKE '% 24 %' THEN '24'
        ELSE ''
    END AS visit_modifier,
    CASE WHEN NOT known_1 THEN m1 WHEN NOT known_2 THEN m2 WHEN NOT known_3 THEN m3 WHEN NOT known_4 THEN m4 ELSE '' END
        AS unknown_modifier,
    -- What is odd or telling about the list as a whole: a space before and after each word.
    ' '
    || CASE
        WHEN CASE WHEN modifier_list LIKE '% 59 %' THEN 1 ELSE 0 END + CASE WHEN modifier_list LIKE '% XE %' THEN 1 ELSE 0 END
            + CASE WHEN modifier_list LIKE '% XS %' THEN 1 ELSE 0 END + CASE WHEN modifier_list LIKE '% XP %' THEN 1 ELSE 0 END
            + CASE WHEN modifier_list LIKE '% XU %' THEN 1 ELSE 0 END > 1 THEN 'distinct-twice '
        ELSE ''
    END
    || CASE WHEN modifier_list LIKE '% LT %' AND modifier_list LIKE '% RT %' THEN 'both-sides ' ELSE '' END
    || CASE
        WHEN (m2 <> '' AND m2 = m1) OR (m3 <> '' AND m3 IN (m1, m2)) OR (m4 <> '' AND m4 IN (m1, m2, m3)) THEN 'repeated '
        ELSE ''
    END
    || CASE
        WHEN (modifier_list LIKE '% 76 %' AND modifier_list LIKE '% 77 %')
            OR (modifier_list LIKE '% 22 %' AND (modifier_list LIKE '% 52 %' OR modifier_list LIKE '% 53 %'))
            THEN 'contradicting '
        ELSE ''
    END
    || CASE
        WHEN CASE WHEN modifier_list LIKE '% 62 %' THEN 1 ELSE 0 END + CASE WHEN modifier_list LIKE '% 66 %' THEN 1 ELSE 0 END
            + CASE WHEN modifier_list LIKE '% 80 %' THEN 1 ELSE 0 END + CASE WHEN modifier_list LIKE '% 81 %' THEN 1 ELSE 0 END
            + CASE WHEN modifier_list LIKE '% 82 %' THEN 1 ELSE 0 END > 1 THEN 'two-roles '
        ELSE ''
    END
    || CASE
        WHEN CASE WHEN modifier_list LIKE '% AA %' THEN 1 ELSE 0 END + CASE WHEN modifier_list LIKE '% AD %' THEN 1 ELSE 0 END
            + CASE WHEN modifier_list LIKE '% QK %' THEN 1 ELSE 0 END + CASE WHEN modifier_list LIKE '% QX %' THEN 1 ELSE 0 END
            + CASE WHEN modifier_list LIKE '% QY %' THEN 1 ELSE 0 END + CASE WHEN modifier_list LIKE '% QZ %' THEN 1 ELSE 0 END > 1
            THEN 'two-anesthetists '
        ELSE ''
    END
    || CASE
        WHEN (modifier_list LIKE '% GA %' AND modifier_list LIKE '% GZ %')
            OR (modifier_list LIKE '% GX %' AND (modifier_list LIKE '% GA %' OR modifier_list LIKE '% GZ %'))
            THEN 'notice-conflict '
        ELSE ''
    END
    || CASE
        WHEN modifier_list LIKE '% 24 %' OR modifier_list LIKE '% 25 %' OR modifier_list LIKE '% 57 %' THEN 'of-visit '
        ELSE ''
    END
    || CASE
        WHEN modifier_list LIKE '% 58 %' OR modifier_list LIKE '% 78 %' OR modifier_list LIKE '% 79 %' THEN 'of-procedure '
        ELSE ''
    END
    || CASE
        WHEN modifier_list LIKE '% 54 %' OR modifier_list LIKE '% 55 %' OR modifier_list LIKE '% 56 %' THEN 'split-care '
        ELSE ''
    END
    || CASE
        WHEN modifier_list LIKE '% 27 %' OR modifier_list LIKE '% PN %' OR modifier_list LIKE '% PO %' THEN 'of-facility '
        ELSE ''
    END
    || CASE WHEN modifier_list LIKE '% P_ %' AND (m1 IN ('P1', 'P2', 'P3', 'P4', 'P5', 'P6')
        OR m2 IN ('P1', 'P2', 'P3', 'P4', 'P5', 'P6') OR m3 IN ('P1', 'P2', 'P3', 'P4', 'P5', 'P6')
        OR m4 IN ('P1', 'P2', 'P3', 'P4', 'P5', 'P6')) THEN 'physical-status ' ELSE '' END
    || CASE
        WHEN modifier_list LIKE '% NU %' OR modifier_list LIKE '% RR %' OR modifier_list LIKE '% UE %' THEN 'equipment '
        ELSE ''
    END
    -- A modifier that changes the amount stands after one that only informs.
    || CASE
        WHEN (informs_1 AND (prices_2 OR prices_3 OR prices_4)) OR (informs_2 AND (prices_3 OR prices_4))
            OR (informs_3 AND prices_4) THEN 'out-of-order '
        ELSE ''
    END AS modifier_notes
FROM judged
