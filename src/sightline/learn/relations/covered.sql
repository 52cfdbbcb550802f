-- The lines that the rules just taken are about. Input: member, taken.
SELECT m.number, m.line, m.hit FROM member m JOIN taken t ON t.number = m.number AND m.day >= t.since ORDER BY m.number, m.line
