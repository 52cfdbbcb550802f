-- Each combination of code, component, era, locality, term and side (`in_facility`) that some line has; `own_factor` is the term's own conversion
-- factor per RVU (in ten-thousandths of a dollar; 0: Medicare's). Input: located, code_scope, term.
SELECT DISTINCT
    l.fee_key, c.code, c.in_starter, l.component, l.era, l.area, l.term, coalesce(t.own_factor, 0) AS own_factor,
    coalesce(l.facility, FALSE) AS in_facility
FROM located l
JOIN code_scope c ON c.code_no = l.code_no
LEFT JOIN term t ON t.term = l.term
