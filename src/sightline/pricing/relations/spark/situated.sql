-- The lines with the contract's term that pays each (0: none is given), and the era of its basis. Input: billed, line_term,
-- era_of.
SELECT b.* EXCEPT (era), coalesce(e.era, b.era) AS era, coalesce(t.term, 0) AS term
FROM billed b
LEFT JOIN line_term t ON t.scope_no = struct(b.payer_no, b.code, b.date_from)
LEFT JOIN era_of e ON e.on_date = t.basis_date
