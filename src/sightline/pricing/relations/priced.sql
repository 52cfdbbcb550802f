-- One row per service line: the amount after each rule in order, and the answer. Input: line, unit, ranked, injection,
-- setting.
WITH reduced AS (
    SELECT
        l.line_id,
        l.situation_no,
        l.n,
        l.charge,
        u.pay,
        u.reductions,
        u.lesser_of_charge,
        u.surgeon_factor,
        o.nonparticipating,
        o.sequestration,
        l.schedule_amount,
        u.package_factor <> 1 OR u.bilateral_factor <> 1 OR u.surgeon_factor <> 1 AS factored,
        r.rule AS multiple_rule,
        r.place AS multiple_place,
        CASE
            WHEN l.reason <> '' THEN l.reason
            WHEN r.trouble <> '' THEN r.trouble
            WHEN b.line_id IS NOT NULL THEN 'injection-with-other-service'
            ELSE ''
        END AS why,
        CASE
            WHEN u.pay = 'percent-of-charge' THEN CAST(round(least(l.charge, 9999999999) * u.percent, 2) AS DECIMAL(18, 2))
            WHEN l.n = 1 THEN CAST(l.unit_amount AS DECIMAL(18, 2))
            ELSE CAST(round(l.unit_amount * l.n, 2) AS DECIMAL(18, 2))
        END AS extended,
        CAST(r.amount AS DECIMAL(18, 2)) AS ranked_amount,
        CASE
            WHEN r.line_id IS NOT NULL THEN CAST(r.capped_amount AS DECIMAL(18, 2))
            WHEN u.cap IS NOT NULL AND u.reductions <> 'none' THEN CAST(round(least(u.unit_amount, u.cap) * l.n, 2) AS DECIMAL(18, 2))
        END AS capped_amount
    FROM line l
    JOIN unit u ON u.situation_no = l.situation_no
    JOIN setting o ON o.pay = u.pay
    LEFT JOIN ranked r ON r.line_id = l.line_id
    LEFT JOIN injection b ON b.line_id = l.line_id
),
chained AS (
    SELECT
        x.*,
        coalesce(ranked_amount, extended) AS multiple_amount,
        coalesce(capped_amount, ranked_amount, extended) AS cap_amount,
        factored OR coalesce(ranked_amount, extended) <> extended
            OR coalesce(capped_amount, ranked_amount, extended) <> coalesce(ranked_amount, extended) AS touched
    FROM reduced x
),
surgeons AS (
    SELECT
        c.*,
        CASE WHEN why = '' AND reductions = 'unknown' AND touched AND pay IN ('percent-of-medicare', 'fee-table')
             THEN 'contract-silent' ELSE why END AS told,
        CASE WHEN surgeon_factor = 1 OR pay IN ('percent-of-charge') THEN cap_amount
             ELSE CAST(round(cap_amount * surgeon_factor, 2) AS DECIMAL(18, 2)) END AS surgeon_amount
    FROM chained c
),
participating AS (
    SELECT
        s.*,
        CASE WHEN nonparticipating
             THEN CAST(round(surgeon_amount * CAST(0.95 AS DECIMAL(3, 2)), 2) AS DECIMAL(18, 2))
             ELSE surgeon_amount END AS participation_amount,
        CASE WHEN nonparticipating
             THEN CAST(round(surgeon_amount * CAST(1.0925 AS DECIMAL(5, 4)), 2) AS DECIMAL(18, 2)) END AS limiting_charge
    FROM surgeons s
),
answered AS (
    SELECT
        p.*,
        CASE
            WHEN told = '' THEN 'priced'
            WHEN told IN ('void', 'voided', 'replaced', 'denied', 'bundled', 'not-payable', 'technical-in-facility', 'no-team', 'no-cosurgeon',
                          'no-assistant', 'injection-with-other-service') THEN 'not-paid'
            WHEN told IN ('contractor-priced', 'reduced-service', 'discontinued-service') THEN 'contractor-priced'
            WHEN told IN ('team', 'sixth-procedure', 'supervised-anesthesia') THEN 'by-report'
            WHEN told IN ('outside-contract', 'not-in-fee-table') THEN 'outside-contract'
            ELSE 'unknown'
        END AS answer,
        CASE WHEN lesser_of_charge AND charge IS NOT NULL AND charge < participation_amount THEN charge ELSE participation_amount END
            AS lesser
    FROM participating p
),
settled AS (
    SELECT
        a.*,
        CASE answer WHEN 'priced' THEN lesser WHEN 'not-paid' THEN CAST(0 AS DECIMAL(18, 2)) END AS allowed
    FROM answered a
)
SELECT
    line_id, situation_no, answer, told AS reason, n, schedule_amount, extended, multiple_rule, multiple_place, multiple_amount,
    cap_amount, surgeon_amount, participation_amount, limiting_charge, allowed,
    -- What Medicare pays of an allowed amount once the deductible is met, less sequestration.
    CASE WHEN sequestration THEN CAST(round(allowed * CAST(0.80 AS DECIMAL(3, 2)), 2) AS DECIMAL(18, 2)) END AS medicare_share,
    CASE WHEN sequestration THEN CAST(round(
        CAST(round(allowed * CAST(0.80 AS DECIMAL(3, 2)), 2) AS DECIMAL(18, 2)) * CAST(0.02 AS DECIMAL(3, 2))
    , 2) AS DECIMAL(18, 2)) END AS sequestration
FROM settled
