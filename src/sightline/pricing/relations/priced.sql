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
        u.own_rank,
        u.first_share,
        u.surgeon_factor,
        u.component,
        u.professional,
        u.technical,
        u.technical_cap,
        l.bilateral_factor,
        l.side_factor,
        l.time_units,
        l.pair_no,
        l.second,
        l.practitioner,
        l.practitioner_factor,
        l.cut,
        l.cut_factor,
        l.technical_factor,
        l.unmodelled,
        r.professional_amount,
        r.technical_amount,
        o.nonparticipating,
        o.sequestration,
        l.schedule_amount,
        -- What Medicare does and the contract does not state itself.
        u.package_factor <> 1 OR l.cut_factor <> 1 OR l.technical_factor <> 1 OR (u.surgeon_factor <> 1 AND NOT u.own_surgeon)
            OR (l.practitioner_factor <> 1 AND u.non_physician IS NULL)
            OR ((l.bilateral_factor <> 1 OR l.second) AND NOT u.own_bilateral) AS factored,
        r.rule AS multiple_rule,
        r.place AS multiple_place,
        CASE
            WHEN l.reason <> '' THEN l.reason
            WHEN r.trouble <> '' THEN r.trouble
            WHEN b.line_id IS NOT NULL THEN 'injection-with-other-service'
            -- A reduction of the technical part needs that part.
            WHEN l.technical_factor <> 1 AND u.technical IS NULL THEN 'global-without-parts'
            ELSE ''
        END AS why,
        CASE
            WHEN u.by_line AND u.pay <> 'percent-of-charge' THEN l.line_amount
            WHEN u.pay = 'percent-of-charge' THEN CAST(round(least(l.charge, 9999999999) * u.percent, 2) AS DECIMAL(18, 2))
            WHEN l.n = 1 THEN CAST(l.unit_amount AS DECIMAL(18, 2))
            ELSE CAST(round(l.unit_amount * l.n, 2) AS DECIMAL(18, 2))
        END AS extended,
        CAST(r.amount AS DECIMAL(18, 2)) AS ranked_amount,
        CASE
            WHEN r.line_id IS NOT NULL THEN CAST(r.capped_amount AS DECIMAL(18, 2))
            WHEN u.cap IS NOT NULL AND u.reductions <> 'none' THEN CAST(round(least(l.unit_amount, u.cap * l.side_factor) * l.n, 2) AS DECIMAL(18, 2))
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
        factored OR (coalesce(ranked_amount, extended) <> extended AND NOT own_rank)
            OR coalesce(capped_amount, ranked_amount, extended) <> coalesce(ranked_amount, extended) AS touched
    FROM reduced x
),
carried AS (
    -- The first of two sides carries the amount of both to here. 150 percent is one side and half of it; what pays once is
    -- paid with the first.
    SELECT
        c.*,
        CASE
            WHEN c.pair_no IS NULL THEN c.cap_amount
            WHEN c.second AND f.side_factor = 1 THEN CAST(0 AS DECIMAL(18, 2))
            WHEN c.second THEN CAST(f.cap_amount - round(f.cap_amount * f.first_share, 2) AS DECIMAL(18, 2))
            WHEN c.side_factor = 1 THEN c.cap_amount
            ELSE CAST(round(c.cap_amount * c.first_share, 2) AS DECIMAL(18, 2))
        END AS side_amount,
        coalesce(f.why, '') AS first_why
    FROM chained c
    LEFT JOIN chained f ON c.second AND f.line_id = c.pair_no
),
surgeons AS (
    SELECT
        c.*,
        CASE WHEN why = '' AND reductions = 'unknown' AND touched AND pay IN ('percent-of-medicare', 'conversion-factor', 'fee-table')
             THEN 'contract-silent' WHEN why = '' THEN first_why ELSE why END AS told,
        CASE WHEN surgeon_factor = 1 THEN side_amount
             ELSE CAST(round(side_amount * surgeon_factor, 2) AS DECIMAL(18, 2)) END AS surgeon_amount
    FROM carried c
),
practitioners AS (
    SELECT
        s.*,
        CASE WHEN practitioner_factor = 1 THEN surgeon_amount
             ELSE CAST(round(surgeon_amount * practitioner_factor, 2) AS DECIMAL(18, 2)) END AS practitioner_amount
    FROM surgeons s
),
cuts AS (
    -- After the multiple reduction and the cap: off everything, or off the technical part that is left.
    SELECT
        p.*,
        CASE
            WHEN cut_factor <> 1 THEN CAST(round(practitioner_amount * cut_factor, 2) AS DECIMAL(18, 2))
            WHEN technical_factor = 1 OR technical IS NULL OR practitioner_amount = 0 THEN practitioner_amount
            ELSE CAST(practitioner_amount - CAST(round(practitioner_factor * surgeon_factor
                * coalesce(CAST(technical_amount AS DECIMAL(20, 2)), CAST(round(least(technical, coalesce(technical_cap, technical)) * side_factor * n, 2) AS DECIMAL(18, 2)))
            , 2) AS DECIMAL(18, 2)) + CAST(round(practitioner_factor * surgeon_factor * technical_factor
                * coalesce(CAST(technical_amount AS DECIMAL(20, 2)), CAST(round(least(technical, coalesce(technical_cap, technical)) * side_factor * n, 2) AS DECIMAL(18, 2)))
            , 2) AS DECIMAL(18, 2)) AS DECIMAL(18, 2))
        END AS cut_amount
    FROM practitioners p
),
participating AS (
    SELECT
        s.*,
        CASE WHEN nonparticipating
             THEN CAST(round(cut_amount * CAST(0.95 AS DECIMAL(3, 2)), 2) AS DECIMAL(18, 2))
             ELSE cut_amount END AS participation_amount,
        CASE WHEN nonparticipating
             THEN CAST(round(cut_amount * CAST(1.0925 AS DECIMAL(5, 4)), 2) AS DECIMAL(18, 2)) END AS limiting_charge
    FROM cuts s
),
pair_total AS (  -- what both sides charge and are allowed
    SELECT pair_no, sum(participation_amount) AS amount, sum(charge) AS charge
    FROM participating
    WHERE pair_no IS NOT NULL
    GROUP BY pair_no
    HAVING count(charge) = 2
),
answered AS (
    SELECT
        p.*,
        CASE
            WHEN told = '' THEN 'priced'
            WHEN told IN ('void', 'voided', 'replaced', 'denied', 'bundled', 'not-payable', 'technical-in-facility', 'no-team', 'no-cosurgeon',
                          'no-assistant', 'in-case-rate', 'in-per-diem', 'injection-with-other-service', 'therapist-in-hospital',
                          'interpretation-outside-hospital', 'other-anesthesia') THEN 'not-paid'
            WHEN told IN ('contractor-priced', 'reduced-service', 'discontinued-service') THEN 'contractor-priced'
            WHEN told IN ('team', 'sixth-procedure') THEN 'by-report'
            WHEN told IN ('outside-contract', 'not-in-fee-table', 'no-own-factor') THEN 'outside-contract'
            ELSE 'unknown'
        END AS answer,
        CASE
            WHEN NOT lesser_of_charge OR p.charge IS NULL THEN participation_amount
            WHEN b.pair_no IS NOT NULL AND b.amount <= b.charge THEN participation_amount
            WHEN b.pair_no IS NOT NULL THEN p.charge
            WHEN p.charge < participation_amount THEN p.charge
            ELSE participation_amount
        END AS lesser
    FROM participating p
    LEFT JOIN pair_total b ON b.pair_no = p.pair_no
),
settled AS (
    SELECT
        a.*,
        CASE answer WHEN 'priced' THEN lesser WHEN 'not-paid' THEN CAST(0 AS DECIMAL(18, 2)) END AS allowed
    FROM answered a
)
SELECT
    line_id, situation_no, answer, told AS reason, n, schedule_amount, extended, multiple_rule, multiple_place, multiple_amount,
    cap_amount, side_amount, surgeon_amount, practitioner_amount, cut_amount, participation_amount, bilateral_factor, side_factor,
    time_units, pair_no IS NOT NULL AS paired, second, practitioner, practitioner_factor, cut, cut_factor, technical_factor,
    unmodelled, limiting_charge, allowed,
    -- What Medicare pays of an allowed amount once the deductible is met, less sequestration.
    CASE WHEN sequestration THEN CAST(round(allowed * CAST(0.80 AS DECIMAL(3, 2)), 2) AS DECIMAL(18, 2)) END AS medicare_share,
    CASE WHEN sequestration THEN CAST(round(
        CAST(round(allowed * CAST(0.80 AS DECIMAL(3, 2)), 2) AS DECIMAL(18, 2)) * CAST(0.02 AS DECIMAL(3, 2))
    , 2) AS DECIMAL(18, 2)) END AS sequestration
FROM settled
