-- What is true of each line, one row for each: a payer's rule may hang on any of these, with a code or alone, and on two
-- of them of different kinds beside a code ("modifier+place", "26+22").
-- Input: seen, diagnosis_read, day_limit (days), count_limit (most).
WITH modified AS (
    SELECT line, unnest(string_split(modifiers, ' ')) AS modifier FROM seen WHERE modifiers <> ''
),
pointed AS (
    SELECT DISTINCT s.line, d.code
    FROM seen s
    JOIN diagnosis_read d ON d.claim_key = s.claim_key AND d.position IN (s.pointer_1, s.pointer_2, s.pointer_3, s.pointer_4)
    WHERE d.code <> ''
),
repeated AS (
    SELECT
        line,
        day - lag(day) OVER (PARTITION BY patient, code ORDER BY day, line) AS since,
        row_number() OVER (PARTITION BY patient, code, year(day) ORDER BY day, line) AS in_year,
        row_number() OVER (PARTITION BY patient, code, day ORDER BY line) AS in_day
    FROM seen
),
ranked AS (
    SELECT
        line,
        row_number() OVER (PARTITION BY patient, day ORDER BY expected DESC, line) AS place,
        count(*) OVER (PARTITION BY patient, day) AS lines
    FROM seen
    WHERE expected > 0
),
single AS (
    SELECT line, 'place' AS kind, place_of_service AS value FROM seen WHERE place_of_service <> ''
    UNION ALL
    SELECT line, 'taxonomy', rendering_taxonomy FROM seen WHERE rendering_taxonomy <> ''
    UNION ALL
    SELECT DISTINCT line, 'modifier', modifier FROM modified
    UNION ALL
    SELECT line, 'no-modifier', '' FROM seen WHERE modifiers = ''
    UNION ALL
    SELECT line, 'diagnosis', code FROM pointed
    UNION ALL
    SELECT DISTINCT line, 'category', substr(code, 1, 3) FROM pointed WHERE length(code) > 3
    UNION ALL
    SELECT DISTINCT a.line, 'beside', b.code
    FROM seen a
    JOIN seen b ON b.patient = a.patient AND b.day = a.day AND b.code <> a.code
    UNION ALL
    SELECT r.line, 'again-within', CAST(g.days AS VARCHAR) FROM repeated r JOIN day_limit g ON r.since <= g.days
    UNION ALL
    SELECT r.line, 'more-in-year', CAST(g.most AS VARCHAR) FROM repeated r JOIN count_limit g ON r.in_year > g.most
    UNION ALL
    SELECT r.line, 'more-in-day', CAST(g.most AS VARCHAR) FROM repeated r JOIN count_limit g ON r.in_day > g.most
    UNION ALL
    SELECT line, 'rank', CASE WHEN place = 2 THEN '2' ELSE '3' END FROM ranked WHERE place > 1
    UNION ALL
    SELECT line, 'surgery', CASE WHEN place = 2 THEN '2' ELSE '3' END FROM seen WHERE place > 1
),
joined AS (
    SELECT DISTINCT line, kind, value
    FROM single
    WHERE kind IN ('category', 'diagnosis', 'modifier', 'no-modifier', 'place', 'taxonomy') AND NOT contains(value, '+')
)
SELECT line, kind, value FROM single
UNION ALL
SELECT a.line, a.kind || '+' || b.kind, a.value || '+' || b.value
FROM joined a
JOIN joined b ON b.line = a.line AND b.kind > a.kind
WHERE (a.kind, b.kind) NOT IN (('category', 'diagnosis'), ('modifier', 'no-modifier'))
