-- The candidates that are rules from some day on, with the day that explains most; `gain` is how much more likely the
-- outcomes are under the rule than without it (nats). Input: member, candidate, rate.
WITH by_day AS (
    SELECT number, day, count(*) AS lines, count(*) FILTER (WHERE hit) AS hits FROM member GROUP BY number, day
),
from_day AS (
    SELECT
        number,
        day,
        sum(lines) OVER w AS lines,
        sum(hits) OVER w AS hits,
        hits > 0 AS starts
    FROM by_day
    WINDOW w AS (PARTITION BY number ORDER BY day DESC)
),
shared AS (
    SELECT
        d.*,
        d.hits / d.lines AS share,
        -- Among all other lines; of none, as good as even.
        CASE WHEN r.lines > d.lines THEN greatest((r.hits - d.hits) / (r.lines - d.lines), 1 / r.lines) ELSE 0.5 END AS usual,
        c.code,
        c.kind,
        c.value,
        c.label
    FROM from_day d
    JOIN candidate c ON c.number = d.number
    JOIN rate r ON r.label = c.label
    WHERE d.starts
),
measured AS (
    SELECT
        *,
        lines * (share * ln(share / 0.5) + CASE WHEN share < 1 THEN (1 - share) * ln((1 - share) / 0.5) ELSE 0 END) AS sure,
        lines * (share * ln(share / usual) + CASE WHEN share < 1 THEN (1 - share) * ln((1 - share) / (1 - usual)) ELSE 0 END)
            AS gain
    FROM shared
    WHERE share > 0.5 AND share > usual
),
best AS (
    SELECT *, row_number() OVER (PARTITION BY number ORDER BY gain DESC, day) AS place
    FROM measured
    WHERE sure >= $needed AND gain >= $needed
)
SELECT number, code, kind, value, label, day, CAST(lines AS BIGINT) AS lines, CAST(hits AS BIGINT) AS hits, gain
FROM best
WHERE place = 1
