-- One row per payer, code and date under a contract: the term that pays it, the most specific first; 999 where none does.
-- Input: term_scope, term, term_code.
SELECT s.scope_no, coalesce(t.term, 999) AS term, t.basis_date
FROM term_scope s
LEFT JOIN (
    SELECT
        s.scope_no,
        t.term,
        t.basis_date,
        row_number() OVER (PARTITION BY s.scope_no ORDER BY x.codes, t.term) AS place
    FROM term_scope s
    JOIN term t
        ON t.payer_no = s.payer_no AND t.effective_from <= s.date_of_service AND s.date_of_service < t.effective_to
    JOIN term_code x ON x.term = t.term AND x.code_from <= s.code AND s.code <= x.code_to
) t ON t.scope_no = s.scope_no AND t.place = 1
