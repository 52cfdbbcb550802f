-- One row per scope: the first of its terms that has an amount for the code, else the first; 999 where there is none. A fee
-- table has an amount for its rows (and answers for the codes that its term names); Medicare has none for codes that it leaves to its contractors (unlisted ones), that have no
-- RVUs, or that its fee schedule does not have, those of its other schedules apart. What is not loaded is not passed over.
-- Input: term_scope, candidate, term_fee, calendar, era, fee_schedule.
SELECT s.scope_no, coalesce(t.term, 999) AS term, t.basis_date
FROM term_scope s
LEFT JOIN (
    SELECT
        c.scope_no, c.term, c.basis_date,
        row_number() OVER (
            PARTITION BY c.scope_no
            ORDER BY
                CASE
                    WHEN c.pay = 'fee-table' THEN CASE WHEN o.code IS NULL AND NOT c.named THEN 1 ELSE 0 END
                    WHEN c.pay NOT IN ('percent-of-medicare', 'conversion-factor') OR e.fee_schedule IS NULL THEN 0
                    WHEN f.status = 'J' THEN CASE WHEN c.pay = 'conversion-factor' AND c.anesthesia_factor IS NULL THEN 1 ELSE 0 END
                    WHEN c.pay = 'conversion-factor' AND c.own_factor = 0 THEN 1
                    WHEN f.code IS NULL OR f.status IN ('E', 'X') AND f.nonfacility_total = 0 AND f.facility_total = 0 THEN CASE
                        WHEN c.code LIKE 'J%' OR c.code LIKE 'Q%' OR c.code LIKE '8%' OR c.code = '36415' OR c.code LIKE 'E%'
                            OR c.code LIKE 'K%' OR c.code LIKE 'L%' OR c.code LIKE 'B%' OR c.code BETWEEN 'A4000' AND 'A8999'
                            OR f.code IS NOT NULL
                        THEN 0 ELSE 1 END
                    WHEN f.status = 'C' THEN 1
                    WHEN f.nonfacility_total > 0 OR f.facility_total > 0 THEN 0
                    WHEN c.by_rvus OR f.status IN ('A', 'R', 'T') THEN 1
                    ELSE 0
                END,
                c.place
        ) AS place
    FROM candidate c
    LEFT JOIN term_fee o
        ON o.term = c.term AND NOT o.in_facility AND o.code = c.code AND o.modifier = CASE WHEN c.component IN ('26', 'TC') THEN c.component ELSE '' END
    LEFT JOIN calendar d ON d.day = c.basis
    LEFT JOIN era e ON e.era = d.era AND e.in_starter = c.in_starter
    LEFT JOIN fee_schedule f ON f.release = e.fee_schedule AND f.code = c.code AND f.modifier = ''
) t ON t.scope_no = s.scope_no AND t.place = 1
