-- One row per fee_key: what the fee schedule (or the contract's table) says of the code and component on its side and in its
-- locality; amounts in cents. Input:
-- fee_scope, era, rate, term, term_fee, anesthesia, anesthesia_base, area, bases, opps_status, asc_surgical, asc_ancillary.
WITH part AS (  -- of the rows joined beside a line's own only what is read: wide rows cost more than joins
    SELECT era, in_starter, area, own_factor, in_facility, code, modifier, status, amount, cap
    FROM rate
),
found AS (
    SELECT
        s.fee_key,
        s.code,
        s.component,
        s.era,
        s.area,
        s.term,
        s.in_starter,
        s.own_factor,
        coalesce(t.pay = 'fee-table', FALSE) AS by_table,
        coalesce(t.pay, CASE WHEN s.term = 999 THEN 'outside' ELSE 'medicare' END) AS pay,
        coalesce(t.percent, 10000) AS percent,
        coalesce(t.reductions, 'medicare') AS reductions,
        coalesce(t.lesser_of_charge, TRUE) AS lesser_of_charge,
        coalesce(t.by_rvus, FALSE) AS by_rvus,
        coalesce(t.by_line, FALSE) AS by_line,
        t.year AS contract_year,
        d.fee_schedule AS release,
        d.gpci AS gpci_release,
        i.release IS NOT NULL AS area_known,
        g.source_row AS source_row,
        g.gpci_row,
        g.status,
        g.modifier AS row_modifier,
        coalesce(o.status, g.status) AS code_status,
        g.pctc,
        g.multiple,
        g.imaging_family,
        g.bilateral,
        g.assistant,
        g.cosurgeon,
        g.team,
        g.global_days,
        g.pre_percent,
        g.intra_percent,
        g.post_percent,
        g.facility_na,
        g.nonfacility_total,
        g.facility_total,
        g.work_rvu, g.nonfacility_pe_rvu, g.facility_pe_rvu, g.mp_rvu, g.work_gpci, g.pe_gpci, g.mp_gpci, g.factor,
        -- An endoscopy belongs to the family of its base procedure, which itself belongs to it.
        CASE WHEN g.multiple = '3' THEN g.endoscopic_base WHEN b.code IS NOT NULL THEN s.code ELSE '' END AS family,
        coalesce(f.amount, f0.amount) AS table_amount,
        coalesce(f.source_row, f0.source_row) AS table_row,
        f0.code IS NOT NULL AS table_whole,
        -- The parts of a global service in a contract's table: their own rows, or what one part leaves of the whole.
        CASE WHEN g.pctc <> '1' THEN NULL
             WHEN s.component = '26' THEN f.amount
             WHEN s.component = '' THEN coalesce(fp.amount, f.amount - ft.amount)
             END AS table_professional,
        CASE WHEN g.pctc = '3' OR s.component = 'TC' THEN f.amount
             WHEN g.pctc = '1' AND s.component = '' THEN coalesce(ft.amount, f.amount - fp.amount)
             END AS table_technical,
        fb.amount AS table_base,
        g.amount AS schedule_amount,
        g.half_pe AS schedule_half_pe,
        g.cap AS schedule_cap,
        -- Only where both parts are paid can a global service be split.
        CASE WHEN g.pctc = '1' AND s.component = '26' THEN g.amount
             WHEN g.pctc = '1' AND s.component = '' AND (t.by_rvus OR p.status IN ('A', 'R') AND x.status IN ('A', 'R')) THEN p.amount
             END AS schedule_professional,
        CASE WHEN g.pctc = '3' OR s.component = 'TC' THEN g.amount
             WHEN g.pctc = '1' AND s.component = '' AND (t.by_rvus OR p.status IN ('A', 'R') AND x.status IN ('A', 'R')) THEN x.amount
             END AS schedule_technical,
        CASE WHEN s.component = 'TC' THEN g.cap WHEN s.component = '' THEN x.cap END AS schedule_technical_cap,
        e.amount AS schedule_base,
        u.base_units,
        CASE
            WHEN t.anesthesia_factor IS NOT NULL THEN t.anesthesia_factor
            WHEN t.pay = 'conversion-factor' THEN NULL
            WHEN s.area = 0 THEN d.national_anesthesia
            ELSE z.conversion_factor
        END AS anesthesia_factor,
        z.source_row AS anesthesia_row,
        h.status AS hospital_status,
        coalesce(ca.indicator, cb.indicator) AS center_indicator
    FROM fee_scope s
    LEFT JOIN era d ON d.era = s.era AND d.in_starter = s.in_starter
    LEFT JOIN area_index i ON i.release IS NOT DISTINCT FROM d.gpci AND i.area = s.area
    LEFT JOIN term t ON t.term = s.term
    LEFT JOIN term_fee f ON f.term = s.term AND f.in_facility = s.in_facility AND f.code = s.code AND f.modifier = s.component
    LEFT JOIN term_fee f0 ON f0.term = s.term AND f0.in_facility = s.in_facility AND f0.code = s.code AND s.component = '53' AND f0.modifier = '' AND f.code IS NULL
    LEFT JOIN term_fee fp ON fp.term = s.term AND fp.in_facility = s.in_facility AND fp.code = s.code AND fp.modifier = '26'
    LEFT JOIN term_fee ft ON ft.term = s.term AND ft.in_facility = s.in_facility AND ft.code = s.code AND ft.modifier = 'TC'
    LEFT JOIN bases b ON b.release = d.fee_schedule AND b.code = s.code
    LEFT JOIN area a ON a.area = s.area
    LEFT JOIN anesthesia z ON z.release = d.anesthesia AND z.carrier = a.carrier AND z.locality = a.locality
    LEFT JOIN anesthesia_base u ON u.release = d.anesthesia_base AND u.code = s.code
    LEFT JOIN opps_status h ON h.release = d.opps_status AND h.code = s.code
    LEFT JOIN asc_surgical ca ON ca.release = d.asc_surgical AND ca.code = s.code
    LEFT JOIN asc_ancillary cb ON cb.release = d.asc_ancillary AND cb.code = s.code
    LEFT JOIN part o ON o.era = s.era AND o.in_starter = s.in_starter AND o.area = s.area AND o.own_factor = s.own_factor AND o.in_facility = s.in_facility AND o.code = s.code AND o.modifier = ''
    LEFT JOIN part q ON q.era = s.era AND q.in_starter = s.in_starter AND q.area = s.area AND q.own_factor = s.own_factor AND q.in_facility = s.in_facility AND q.code = s.code AND q.modifier = '53'
    LEFT JOIN part p ON p.era = s.era AND p.in_starter = s.in_starter AND p.area = s.area AND p.own_factor = s.own_factor AND p.in_facility = s.in_facility AND p.code = s.code AND p.modifier = '26'
    LEFT JOIN part x ON x.era = s.era AND x.in_starter = s.in_starter AND x.area = s.area AND x.own_factor = s.own_factor AND x.in_facility = s.in_facility AND x.code = s.code AND x.modifier = 'TC'
    LEFT JOIN rate g
        ON g.era = s.era AND g.in_starter = s.in_starter AND g.area = s.area AND g.own_factor = s.own_factor AND g.in_facility = s.in_facility AND g.code = s.code
        -- 53 has rows of its own for a few codes; of the others the whole service's row is the undiscounted amount.
        AND g.modifier = CASE WHEN s.component = '53' AND (q.code IS NULL OR t.discontinued IS NOT NULL) THEN '' ELSE s.component END
    LEFT JOIN part e
        ON e.era = s.era AND e.in_starter = s.in_starter AND e.area = s.area AND e.own_factor = s.own_factor AND e.in_facility = s.in_facility AND e.code = g.endoscopic_base AND e.modifier = ''
    LEFT JOIN term_fee fb ON fb.term = s.term AND fb.in_facility = s.in_facility AND fb.code = g.endoscopic_base AND fb.modifier = ''
)
SELECT
    f.*,
    -- The amount of one unit and its parts: of the contract's table, or of the fee schedule.
    CASE WHEN by_table THEN table_amount ELSE schedule_amount END AS amount,
    CASE WHEN by_table THEN table_professional ELSE schedule_professional END AS professional,
    CASE WHEN by_table THEN table_technical ELSE schedule_technical END AS technical,
    CASE WHEN by_table THEN table_base ELSE schedule_base END AS base,
    CASE WHEN NOT by_table THEN schedule_cap END AS cap,
    CASE WHEN NOT by_table THEN schedule_technical_cap END AS technical_cap,
    -- Of a contract's amount that share is left after the first unit that Medicare keeps of its own.
    CASE WHEN NOT by_table THEN schedule_half_pe
         WHEN multiple = '5' AND schedule_amount > 0 THEN scaled(table_amount, schedule_half_pe, schedule_amount)
         END AS half_pe,
    -- Why there is no amount; '' when there is one.
    CASE
        WHEN pay = 'outside' THEN 'outside-contract'
        WHEN by_table AND table_amount IS NULL THEN 'not-in-fee-table'
        WHEN by_table OR by_line THEN ''
        WHEN contract_year IS NOT NULL AND (release IS NULL OR NOT area_known) THEN 'no-contract-year'
        WHEN release IS NULL THEN 'no-fee-schedule'
        WHEN NOT area_known THEN 'no-gpci'
        -- Of codes that only Medicare does not pay a commercial contract pays the percent of the published RVUs.
        WHEN by_rvus AND status NOT IN ('A', 'C', 'J', 'R', 'T') AND (nonfacility_total > 0 OR facility_total > 0) THEN ''
        WHEN coalesce(code_status, 'X') IN ('E', 'X') AND (code LIKE 'J%' OR code LIKE 'Q%') THEN 'drug'
        WHEN coalesce(code_status, 'X') IN ('E', 'X') AND (code LIKE '8%' OR code = '36415') THEN 'laboratory'
        WHEN coalesce(code_status, 'X') IN ('E', 'X') AND (code LIKE 'E%' OR code LIKE 'K%' OR code LIKE 'L%'
            OR code LIKE 'B%' OR code BETWEEN 'A4000' AND 'A8999') THEN 'equipment'
        WHEN code_status IS NULL THEN 'not-in-fee-schedule'
        WHEN source_row IS NULL THEN 'no-component-row'
        WHEN status = 'J' THEN 'anesthesia'
        WHEN pay = 'conversion-factor' AND own_factor = 0 THEN 'no-own-factor'
        WHEN status = 'C' THEN 'contractor-priced'
        WHEN by_rvus AND status NOT IN ('E', 'X') AND nonfacility_total = 0 AND facility_total = 0 THEN 'no-rvus'
        WHEN status IN ('B', 'P') THEN 'bundled'
        WHEN status IN ('E', 'X') THEN 'other-schedule'
        WHEN status NOT IN ('A', 'R', 'T') THEN 'not-payable'
        WHEN nonfacility_total = 0 AND facility_total = 0 THEN 'contractor-priced'
        ELSE ''
    END AS state
FROM found f
