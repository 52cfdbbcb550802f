-- One row per scope and term that is for it, the most specific first: the narrowest audience, the narrowest codes, the most
-- restricted, then the order of the file. Input: term_scope, term_audience, term, term_code, term_fee, term_taxonomy,
-- place.
SELECT
    s.scope_no, s.code, s.component, s.in_starter, coalesce(t.basis_date, s.date_of_service) AS basis, t.term, t.basis_date, t.pay,
    t.own_factor, t.anesthesia_factor, t.by_rvus, t.named,
    row_number() OVER (PARTITION BY s.scope_no ORDER BY a.rank, CASE WHEN r.code IS NULL THEN x.codes ELSE 0 END, t.restrictions DESC, t.term) AS place
FROM term_scope s
JOIN term_audience a ON a.audience = s.payer_no
JOIN term t ON t.term = a.term AND t.effective_from <= s.date_of_service AND s.date_of_service < t.effective_to
JOIN term_code x ON x.term = t.term AND x.code_from <= s.code AND s.code <= x.code_to
-- A fee table whose term names no codes is for those of its rows.
LEFT JOIN (SELECT DISTINCT term, code FROM term_fee) r ON r.term = t.term AND r.code = s.code AND NOT t.named
LEFT JOIN place w ON w.code = s.place_of_service
WHERE (t.places = '' OR t.places LIKE '% ' || s.place_of_service || ' %'
        OR t.places LIKE CASE WHEN w.facility THEN '% facility %' ELSE '% non-facility %' END)
    AND (t.components = '' OR t.components LIKE '% ' || CASE WHEN s.component = '' THEN 'global' ELSE s.component END || ' %')
    AND (t.modifier = '' OR s.modifiers LIKE '% ' || t.modifier || ' %')
    AND (NOT t.by_provider OR EXISTS (SELECT 1 FROM term_taxonomy y WHERE y.term = t.term AND y.taxonomy = s.taxonomy))
