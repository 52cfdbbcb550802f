-- One row per service line, as narrow as can be: the numbers of its situation and rendering, its own figures, what its
-- claim says of it, and what other lines of the day add (null for a line that does not stand). Void claims have none.
-- Input: line_read, claim, situation, rendering, same_code.
WITH stated AS (
    SELECT
        l.claim_key,
        l.line_no,
        l.situation,
        l.rendering,
        l.physician,
        l.patient,
        l.patient_day,  -- one number: joins compare nothing faster; null without a date
        l.code_number,
        x.mue_of_situation,
        x.mue_of_both_sides,
        x.assisting <> '' AS assists,
        x.unit_basis = 'MJ' AS in_minutes,
        -- Whether DME contractors judge the line, by prices and limits that are not read: 'supplier', what a supplier sells,
        -- or a patient gets at home or at a pharmacy where no taxonomy says from whom; 'code', equipment that is sold or
        -- rented, and what the MUE of practitioners leaves to these contractors (value 0), whoever bills it. '': it is a
        -- practitioner's.
        CASE
            WHEN x.contractor <> '' AND (
                r.supplier = 'yes' OR x.modifier_notes LIKE '% equipment %'
                OR (r.supplier = '' AND (x.contractor = 'dme' OR x.place_of_service IN ('01', '04', '12', '13', '14', '33')))
            ) THEN 'supplier'
            WHEN x.modifier_notes LIKE '% equipment %' OR (x.contractor = 'dme' AND x.mue_value = 0) THEN 'code'
            ELSE ''
        END AS dme,
        l.stands,  -- counts beside other lines: its claim is not replaced or voided
        l.charge,
        l.units,
        l.days,
        CASE WHEN l.days > 1 THEN CAST(round(l.units / l.days) AS DECIMAL(15, 3)) ELSE l.units END AS units_a_day,
        l.pointer_1,
        l.pointer_2,
        l.pointer_3,
        l.pointer_4,
        l.date_from AS date_of_service,
        greatest(l.date_from, l.date_to) AS last_day,
        l.date_to < l.date_from AS dates_reversed,
        l.has_orderer,
        l.has_supervisor,
        l.described,
        l.drug_measured,
        l.laboratory,
        c.is_x12,
        c.has_place LIKE '% description %' AS place_for_description,
        c.has_place LIKE '% identifiers %' AS place_for_identifiers,
        c.frequency,
        c.diagnoses,
        c.created,
        c.age,
        c.sex,
        c.several_dates,
        c.carrier <> '' AS carrier_known
    FROM line_read l
    JOIN claim c ON c.claim_key = l.claim_key
    JOIN situation x ON x.situation = l.situation
    JOIN rendering r ON r.rendering = l.rendering
)
SELECT
    b.claim_key,
    b.line_no,
    b.situation,
    b.rendering,
    b.physician,
    b.patient,
    b.patient_day,
    b.code_number,
    b.stands,
    b.dme,
    b.charge,
    b.units,
    b.days,
    b.units_a_day,
    b.pointer_1,
    b.pointer_2,
    b.pointer_3,
    b.pointer_4,
    b.date_of_service,
    b.last_day,
    b.dates_reversed,
    b.has_orderer,
    b.has_supervisor,
    b.described,  -- says in words what was done: SV101-7, or a note of the line or of its claim
    b.laboratory,  -- it or its claim states the number of a CLIA certificate
    b.carrier_known,  -- the Medicare contractor of its ZIP code is known, where that is asked
    b.drug_measured,  -- states how much of the package of its NDC was used, in a unit of CTP05
    b.is_x12,
    b.place_for_description,  -- whether the file has a place for what is described, and for the number of laboratory
    b.place_for_identifiers,
    b.frequency,
    b.claim_key < 0 AS is_history,
    b.diagnoses,
    b.created,
    b.age,
    b.sex,
    b.several_dates,
    -- Most lines stand alone, and their own units are the day's.
    CASE WHEN NOT b.in_minutes AND b.stands THEN coalesce(t.units_on_date, b.units_a_day) ELSE t.units_on_date END
        AS units_on_date,
    CASE WHEN b.stands THEN coalesce(t.lines_on_date, 1) END AS lines_on_date,
    -- Whether the MUE value, if the code has one, binds the line: not of a line with 50 that is alone, which Medicare takes
    -- with one unit for both sides.
    b.mue_of_situation AND NOT (b.mue_of_both_sides AND b.stands AND coalesce(t.lines_on_date, 1) = 1) AS mue_binds,
    t.earlier_claim_key  -- a claim of the history with the same code and date; null: none
FROM stated b
LEFT JOIN same_code t
    ON t.patient_day = b.patient_day AND t.physician = b.physician AND t.code_no = b.code_number AND t.assists = b.assists
    AND b.stands
