-- Each combination of code, component, era, locality and term that some line has. Input: located, code_scope.
SELECT DISTINCT l.fee_key, c.code, c.in_starter, l.component, l.era, l.area, l.term
FROM located l
JOIN code_scope c ON c.code_no = l.code_no
