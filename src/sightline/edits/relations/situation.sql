-- One row per situation: all that the payer's parameters, the modifiers and the reference say of a line whatever its
-- units, charge and day (null: unknown). Input: situation_read, payer_of, modifier_fact, modifier_scope, code_fact, place.
WITH modified AS (
    SELECT situation, code, modifier_1 AS modifier FROM situation_read WHERE modifier_1 <> ''
    UNION ALL
    SELECT situation, code, modifier_2 FROM situation_read WHERE modifier_2 <> ''
    UNION ALL
    SELECT situation, code, modifier_3 FROM situation_read WHERE modifier_3 <> ''
    UNION ALL
    SELECT situation, code, modifier_4 FROM situation_read WHERE modifier_4 <> ''
),
misplaced AS (
    -- The modifiers that go with other codes (table modifier_scope).
    SELECT x.situation, m.modifier
    FROM modified x
    JOIN modifier_scope m ON m.modifier = x.modifier
    GROUP BY x.situation, m.modifier
    HAVING max(CASE WHEN x.code >= m.code_from AND x.code <= m.code_to THEN 1 ELSE 0 END) = 0
)
SELECT
    x.situation,
    x.qualifier,
    x.code,
    x.modifier_1,
    x.modifier_2,
    x.modifier_3,
    x.modifier_4,
    x.modifier_list,  -- ' 26 59 ': a space before and after each, so that LIKE '% 26 %' finds one
    x.unit_basis,
    x.ndc,
    x.place_of_service,
    x.filing_code,  -- 16: a Medicare Advantage plan
    p.payer,
    p.known OR p.payer = 'Medicare' AS payer_known,  -- a claim that names no payer is taken for Medicare's
    p.guidance_unit,
    p.time_for_filing,
    m.modifiers,
    m.component,
    m.assisting,
    m.anesthesia_modifier,
    m.distinct_modifier,
    m.other_ptp_modifier,
    m.visit_modifier,
    m.unknown_modifier,
    m.modifier_notes,
    coalesce(o.modifier, '') AS misplaced_modifier,  -- that goes with other codes; of several the first
    w.code IS NOT NULL AS place_known,
    w.facility,
    w.name AS place_name,
    k.*,
    -- Whether the MUE value, if the code has one, may bind a practitioner's line: minutes are no units, nor are the days
    -- of care after another's operation (55), and a value of 0 speaks of Medicare alone (and its fee schedule says why).
    x.unit_basis <> 'MJ' AND x.modifier_list NOT LIKE '% 55 %' AND (k.mue_value > 0 OR p.payer = 'Medicare')
        AND NOT coalesce(p.payer = 'Medicare' AND k.mue_value = 0 AND k.fs_status IN ('B', 'P', 'I', 'N', 'G'), FALSE)
        AS mue_of_situation,
    coalesce(p.payer = 'Medicare' AND x.modifier_list LIKE '% 50 %' AND k.bilateral IN ('1', '3'), FALSE)
        AS mue_of_both_sides
FROM situation_read x
JOIN payer_of p ON p.payer_id = x.payer_id AND p.payer_name = x.payer_name AND p.filing_code = x.filing_code
JOIN modifier_fact m ON m.modifier_list = x.modifier_list
LEFT JOIN code_fact k ON k.fact_code = x.code AND k.fact_era = x.era
LEFT JOIN (SELECT situation, min(modifier) AS modifier FROM misplaced GROUP BY situation) o ON o.situation = x.situation
LEFT JOIN place w ON w.code = x.place_of_service
