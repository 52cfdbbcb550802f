-- `member` without the lines that the rules just taken explain. Input: member, taken.
WITH gone AS (
    SELECT DISTINCT m.line, m.label
    FROM member m
    JOIN taken t ON t.number = m.number AND m.day >= t.since
)
SELECT m.* FROM member m ANTI JOIN gone g ON g.line = m.line AND g.label = m.label
