-- One row per service line: the amount after each rule in order, in cents, and the answer. Input: line, unit, ranked, injection,
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
        o.nonparticipating AND l.listed = '' AS nonparticipating,
        o.sequestration,
        l.listed,
        CASE WHEN l.listed = '' THEN l.schedule_amount ELSE l.line_amount END AS schedule_amount,
        -- What Medicare does and the contract does not state itself.
        u.package_factor <> 100 OR l.cut_factor <> 1000 OR l.technical_factor <> 1000 OR (u.surgeon_factor <> 10000 AND NOT u.own_surgeon)
            OR (l.practitioner_factor <> 10000 AND u.non_physician IS NULL)
            OR ((l.bilateral_factor <> 10000 OR l.second) AND NOT u.own_bilateral) AS factored,
        r.rule AS multiple_rule,
        r.place AS multiple_place,
        CASE
            WHEN l.reason <> '' THEN l.reason
            WHEN r.trouble <> '' THEN r.trouble
            WHEN b.line_id IS NOT NULL THEN 'injection-with-other-service'
            -- A reduction of the technical part needs that part.
            WHEN l.technical_factor <> 1000 AND u.technical IS NULL THEN 'global-without-parts'
            ELSE ''
        END AS why,
        CASE
            WHEN l.listed <> '' OR u.by_line AND u.pay <> 'percent-of-charge' THEN l.line_amount
            WHEN u.pay = 'percent-of-charge' THEN scaled(least(l.charge, 999999999900), u.percent, 10000)
            WHEN l.n = 1000 THEN l.unit_amount
            ELSE scaled(l.unit_amount, l.n, 1000)
        END AS extended,
        r.amount AS ranked_amount,
        CASE
            WHEN r.line_id IS NOT NULL THEN r.capped_amount
            WHEN u.cap IS NOT NULL AND u.reductions <> 'none' THEN scaled(least(l.unit_amount * 10000, u.cap * l.side_factor), l.n, 10000000)
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
            WHEN c.second AND f.side_factor = 10000 THEN 0
            WHEN c.second THEN f.cap_amount - scaled(f.cap_amount, f.first_share, 10000000000)
            WHEN c.side_factor = 10000 THEN c.cap_amount
            ELSE scaled(c.cap_amount, c.first_share, 10000000000)
        END AS side_amount,
        coalesce(f.why, '') AS first_why
    FROM chained c
    LEFT JOIN chained f ON c.second AND f.line_id = c.pair_no
),
surgeons AS (
    SELECT
        c.*,
        CASE WHEN why = '' AND reductions = 'unknown' AND touched AND pay IN ('percent-of-medicare', 'conversion-factor', 'fee-table')
             THEN 'contract-silent' WHEN why = '' THEN first_why ELSE why END AS final_reason,
        CASE WHEN surgeon_factor = 10000 THEN side_amount ELSE scaled(side_amount, surgeon_factor, 10000) END AS surgeon_amount
    FROM carried c
),
practitioners AS (
    SELECT
        s.*,
        CASE WHEN practitioner_factor = 10000 THEN surgeon_amount
             ELSE scaled(surgeon_amount, practitioner_factor, 10000) END AS practitioner_amount,
        CASE WHEN technical_factor <> 1000 THEN coalesce(
            technical_amount, scaled(least(technical, coalesce(technical_cap, technical)), side_factor * n, 10000000)
        ) END AS technical_left
    FROM surgeons s
),
cuts AS (
    -- After the multiple reduction and the cap: off everything, or off the technical part that is left.
    SELECT
        p.*,
        CASE
            WHEN cut_factor <> 1000 THEN scaled(practitioner_amount, cut_factor, 1000)
            WHEN technical_factor = 1000 OR technical IS NULL OR practitioner_amount = 0 THEN practitioner_amount
            ELSE practitioner_amount - scaled(technical_left, practitioner_factor * surgeon_factor, 100000000)
                + scaled(technical_left, practitioner_factor * surgeon_factor * technical_factor, 100000000000)
        END AS cut_amount
    FROM practitioners p
),
participating AS (
    SELECT
        s.*,
        CASE WHEN nonparticipating THEN scaled(cut_amount, 95, 100) ELSE cut_amount END AS participation_amount,
        CASE WHEN nonparticipating THEN scaled(cut_amount, 10925, 10000) END AS limiting_charge
    FROM cuts s
),
pair_total AS (  -- what both sides charge and are allowed
    SELECT pair_no, CAST(sum(participation_amount) AS BIGINT) AS amount, CAST(sum(charge) AS BIGINT) AS charge
    FROM participating
    WHERE pair_no IS NOT NULL
    GROUP BY pair_no
    HAVING count(charge) = 2
),
answered AS (
    SELECT
        p.*,
        CASE
            WHEN final_reason = '' THEN 'priced'
            WHEN final_reason IN ('void', 'voided', 'replaced', 'denied', 'bundled', 'not-payable', 'technical-in-facility', 'no-team', 'no-cosurgeon',
                          'no-assistant', 'in-case-rate', 'in-per-diem', 'injection-with-other-service', 'therapist-in-hospital',
                          'interpretation-outside-hospital', 'other-anesthesia', 'stated-excluded', 'stated-not-necessary') THEN 'not-paid'
            WHEN final_reason IN ('contractor-priced', 'reduced-service', 'discontinued-service') THEN 'contractor-priced'
            WHEN final_reason IN ('team', 'sixth-procedure') THEN 'by-report'
            WHEN final_reason IN ('outside-contract', 'not-in-fee-table', 'no-own-factor') THEN 'outside-contract'
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
        CASE answer WHEN 'priced' THEN lesser WHEN 'not-paid' THEN 0 END AS allowed,
        CASE WHEN listed = 'clfs' THEN 100 ELSE 80 END AS share  -- no coinsurance on laboratory tests (SSA 1833(a)(1)(D))
    FROM answered a
)
SELECT
    line_id, situation_no, answer, final_reason AS reason, n, schedule_amount, extended, multiple_rule, multiple_place, multiple_amount,
    cap_amount, side_amount, surgeon_amount, practitioner_amount, cut_amount, participation_amount, bilateral_factor, side_factor,
    time_units, pair_no IS NOT NULL AS paired, second, practitioner, practitioner_factor, cut, cut_factor, technical_factor,
    unmodelled, limiting_charge, allowed, listed,
    -- What Medicare pays of an allowed amount once the deductible is met, less sequestration.
    CASE WHEN sequestration THEN scaled(allowed, share, 100) END AS medicare_share,
    CASE WHEN sequestration THEN scaled(scaled(allowed, share, 100), 2, 100) END AS sequestration
FROM settled
