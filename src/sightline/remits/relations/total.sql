-- Totals of the outcome by payer, by provider (billing NPI) and by code. What is known of no line of a total is null: not
-- known is not zero. Input: outcome.
WITH named AS (
    SELECT 'payer' AS by_what, payer AS name, * FROM outcome
    UNION ALL SELECT 'provider', provider, * FROM outcome
    UNION ALL SELECT 'code', code, * FROM outcome
)
SELECT
    by_what,
    name,
    count(*) FILTER (WHERE kind = 'line') AS lines,
    count(*) FILTER (WHERE kind = 'line' AND verdict = 'not-remitted') AS not_remitted,
    count(*) FILTER (WHERE variance < 0) AS underpaid,
    count(*) FILTER (WHERE variance > 0) AS overpaid,
    CAST(coalesce(sum(billed), 0) AS DECIMAL(38, 2)) AS billed,
    CAST(sum(expected) AS DECIMAL(38, 2)) AS expected,
    CAST(sum(allowed) AS DECIMAL(38, 2)) AS allowed,
    CAST(coalesce(sum(paid), 0) AS DECIMAL(38, 2)) AS paid,
    CAST(coalesce(sum(patient_share), 0) AS DECIMAL(38, 2)) AS patient_share,
    CAST(coalesce(sum(taken_back), 0) AS DECIMAL(38, 2)) AS taken_back,
    CAST(sum(variance) AS DECIMAL(38, 2)) AS variance
FROM named
GROUP BY by_what, name
ORDER BY by_what = 'code', by_what = 'provider', name
