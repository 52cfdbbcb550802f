-- One row per situation: the amount of one unit and its two parts after the surgical package and both sides, and `reason` where
-- there is no amount. Amounts are cents; factors ten-thousandths, but package_factor hundredths, modifier_factor and side_factor
-- millionths, scale hundred-millionths, first_share ten-billionths. Input: located, fee, term.
WITH joined AS (
    SELECT
        l.*,
        f.release,
        f.pay,
        f.percent,
        f.reductions,
        f.lesser_of_charge,
        f.state,
        f.status,
        f.pctc,
        f.multiple,
        f.imaging_family,
        f.family,
        f.assistant,
        f.cosurgeon,
        f.team,
        f.row_modifier,
        f.base_units,
        f.anesthesia_factor,
        f.facility_na AND f.pctc IN ('1', '3') AND l.component <> '26' AS facility_only,
        f.by_line,
        -- Codes that the physician fee schedule does not price: CMS may list a price elsewhere (pricing/listed.py).
        f.state IN ('drug', 'laboratory', 'equipment', 'not-in-fee-schedule', 'other-schedule', 'no-fee-schedule') AS elsewhere,
        CASE
            WHEN f.state = 'anesthesia' AND t.anesthesia_factor IS NOT NULL THEN 10000
            WHEN f.by_table OR f.pay = 'percent-of-medicare' THEN f.percent
            ELSE 10000
        END AS own_percent,
        -- What the contract itself makes of modifiers that Medicare leaves to its contractors.
        scaled(
            (CASE WHEN l.increased THEN coalesce(t.increased, 10000) ELSE 10000 END) * (CASE WHEN l.reduced THEN coalesce(t.reduced, 10000) ELSE 10000 END),
            CASE WHEN l.discontinued THEN coalesce(t.discontinued, 10000) ELSE 10000 END,
            1000000
        ) AS modifier_factor,
        t.increased IS NOT NULL AS own_increased,
        t.reduced IS NOT NULL AS own_reduced,
        t.discontinued IS NOT NULL AS own_discontinued,
        t.bilateral IS NOT NULL AS own_bilateral,
        coalesce(CASE
            WHEN l.surgeon = 'AS' THEN t.assistant_as
            WHEN l.surgeon IN ('80', '81', '82') THEN t.assistant
            WHEN l.surgeon = '62' THEN t.cosurgeon
        END, -1) >= 0 AS own_surgeon,
        t.non_physician,
        coalesce(t.multiple, '') AS ranking,
        coalesce(t.rank_1, 10000) AS rank_1,
        coalesce(t.rank_2, 5000) AS rank_2,
        coalesce(t.rank_3, 5000) AS rank_3,
        coalesce(t.rank_4, 5000) AS rank_4,
        coalesce(t.rank_5, 5000) AS rank_5,
        -- The first of two sides: one of one and a half, or what the contract pays for both.
        coalesce(t.first_share, 6666666667) AS first_share,
        f.table_whole,
        f.by_table,
        CASE WHEN f.state = '' THEN f.amount END AS own,
        f.professional,
        f.technical,
        f.cap,
        f.technical_cap,
        f.half_pe,
        f.base,
        -- CPM 12 §40.4: a surgeon who gives part of the package is paid that part; 78 is paid the operation itself.
        CASE
            WHEN f.by_line OR f.global_days IS NULL THEN 100
            WHEN f.global_days NOT IN ('010', '090') THEN 100
            WHEN l.package = '54' THEN f.pre_percent + f.intra_percent
            WHEN l.package = '55' THEN f.post_percent
            WHEN l.package = '56' THEN f.pre_percent
            WHEN l.package = '78' THEN f.intra_percent
            ELSE 100
        END AS package_factor,
        CASE
            WHEN NOT l.both_sides OR f.by_line THEN 10000
            WHEN t.bilateral IS NOT NULL AND coalesce(f.bilateral, '9') IN ('1', '9') THEN t.bilateral
            WHEN f.bilateral = '1' THEN 15000
            WHEN f.bilateral = '3' THEN 20000
            ELSE 10000
        END AS bilateral_factor,
        -- Both sides billed as LT and RT lines, or as two units of one line (PFS Attachment A): what both pay in units of one.
        -- Null: each is paid by itself. Therapy is billed in units of time, so that sides say nothing.
        CASE
            WHEN l.both_sides OR f.by_line OR f.multiple = '5' THEN NULL
            WHEN f.bilateral = '1' THEN coalesce(t.bilateral, 15000)
            WHEN f.bilateral IN ('0', '2') THEN 10000
        END AS pair_factor,
        CASE
            WHEN l.both_sides OR f.by_line THEN NULL
            WHEN f.bilateral = '1' THEN coalesce(t.bilateral, 15000)
            WHEN f.bilateral = '2' THEN 10000
        END AS two_units_factor,
        -- How anesthesia is paid: by base and time; medical supervision by three base units; 01996 by the day. The add-on codes
        -- of burns and obstetrics are paid beside another code of the session (CPM 12 §50).
        CASE
            WHEN l.direction = 'AD' THEN 'supervised'
            WHEN f.code = '01996' THEN 'daily'
            WHEN f.code IN ('01953', '01968', '01969') THEN 'add-on'
            ELSE 'timed'
        END AS anesthesia_kind,
        CASE
            WHEN f.by_line THEN 10000
            WHEN l.surgeon = 'AS' THEN coalesce(t.assistant_as, 1360)
            WHEN l.surgeon IN ('80', '81', '82') THEN coalesce(t.assistant, 1600)
            WHEN l.surgeon = '62' THEN coalesce(t.cosurgeon, 6250)
            WHEN f.state = 'anesthesia' AND l.direction IN ('QX', 'QY', 'QK') THEN 5000
            ELSE 10000
        END AS surgeon_factor
    FROM located l
    JOIN fee f ON f.fee_key = l.fee_key
    LEFT JOIN term t ON t.term = l.term
),
weighed AS (
    SELECT
        j.*,
        scaled(own_percent, modifier_factor, 100) AS scale,
        package_factor * bilateral_factor AS side_factor
    FROM joined j
),
scaled AS (
    SELECT
        w.*,
        CASE WHEN scale = 100000000 THEN own ELSE scaled(own, scale, 100000000) END AS schedule_amount
    FROM weighed w
),
judged AS (
    SELECT
        s.*,
        CASE
            WHEN by_line THEN ''
            WHEN state NOT IN ('', 'anesthesia') THEN state
            WHEN both_components THEN 'both-components'
            WHEN facility IS NULL THEN 'no-place'
            WHEN state = 'anesthesia' AND base_units IS NULL AND direction <> 'AD' THEN 'no-base-units'
            WHEN state = 'anesthesia' AND pay = 'conversion-factor' AND anesthesia_factor IS NULL THEN 'no-own-factor'
            WHEN state = 'anesthesia' AND anesthesia_factor IS NULL THEN 'no-anesthesia-factor'
            WHEN NOT by_table AND facility AND facility_only THEN 'technical-in-facility'
            WHEN by_table AND reduced AND NOT own_reduced THEN 'reduced-service'
            WHEN by_table AND discontinued AND table_whole AND NOT own_discontinued THEN 'discontinued-service'
            WHEN by_table THEN ''
            WHEN surgeon = '66' AND team IN ('1', '2') THEN 'team'
            WHEN surgeon = '66' THEN 'no-team'
            WHEN surgeon = '62' AND cosurgeon NOT IN ('1', '2') THEN 'no-cosurgeon'
            WHEN surgeon IN ('80', '81', '82', 'AS') AND assistant NOT IN ('0', '2') THEN 'no-assistant'
            WHEN reduced AND NOT own_reduced THEN 'reduced-service'
            WHEN discontinued AND row_modifier <> '53' AND NOT own_discontinued THEN 'discontinued-service'
            ELSE ''
        END AS reason
    FROM scaled s
)
SELECT
    situation_no, fee_key, code_no, era, term, area, area_source, facility, place_of_service, pay, percent, reductions,
    lesser_of_charge, release, state, status, component, surgeon, direction, reason, anesthesia_factor,
    CASE WHEN anesthesia_kind = 'supervised' THEN 300 ELSE base_units END AS base_units,
    anesthesia_kind, pctc, by_line, elsewhere, scale, own_percent, modifier_factor, own_increased, own_bilateral, own_surgeon, non_physician, first_share,
    ranking = 'own' AND coalesce(multiple, '') IN ('2', '3') AS own_rank, rank_1, rank_2, rank_3, rank_4, rank_5, pair_factor, two_units_factor, other_session, package_factor, bilateral_factor, surgeon_factor, schedule_amount,
    -- What is ranked together: surgery (S; assistants apart: A), imaging (4), therapy (5), cardiovascular (6), ophthalmology (7).
    CASE
        WHEN by_line OR ranking = 'none' OR reason <> '' THEN ''
        WHEN reductions = 'none' AND (ranking <> 'own' OR multiple NOT IN ('2', '3')) THEN ''
        WHEN multiple IN ('2', '3') THEN CASE WHEN surgeon IN ('80', '81', '82', 'AS') THEN 'A' ELSE 'S' END
        WHEN multiple = '4' THEN CASE WHEN imaging_family = '88' AND NOT other_session THEN '4' ELSE '' END
        WHEN multiple IN ('5', '6', '7') THEN multiple
        ELSE ''
    END AS class,
    multiple = '3' AS endoscopy,
    family,
    surgeon IN ('80', '81', '82', 'AS') AND assistant = '0' OR surgeon = '62' AND cosurgeon = '1' AS records_needed,
    CASE WHEN package_factor = 100 THEN schedule_amount ELSE scaled(schedule_amount, package_factor, 100) END AS package_amount,
    -- One unit, both sides where they are billed.
    CASE WHEN side_factor = 1000000 THEN schedule_amount
         ELSE scaled(scaled(schedule_amount, package_factor, 100), bilateral_factor, 10000) END AS unit_amount,
    CASE WHEN side_factor * scale = 100000000000000 THEN professional
         ELSE scaled(professional, scale * side_factor, 100000000000000) END AS professional,
    CASE WHEN side_factor * scale = 100000000000000 THEN technical
         ELSE scaled(technical, scale * side_factor, 100000000000000) END AS technical,
    CASE WHEN side_factor * scale = 100000000000000 THEN cap
         ELSE scaled(cap, scale * side_factor, 100000000000000) END AS cap,
    CASE WHEN side_factor * scale = 100000000000000 THEN technical_cap
         ELSE scaled(technical_cap, scale * side_factor, 100000000000000) END AS technical_cap,
    CASE WHEN side_factor * scale = 100000000000000 THEN half_pe
         ELSE scaled(half_pe, scale * side_factor, 100000000000000) END AS half_pe,
    CASE WHEN own_percent = 10000 THEN base ELSE scaled(base, own_percent, 10000) END AS base
FROM judged
