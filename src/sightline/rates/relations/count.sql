-- What stands behind each cell: votes, TINs, NPIs and files, and votes of groups of a thousand NPIs and more.
WITH tins AS (
    SELECT {keys}, count(DISTINCT tin_key)::BIGINT AS tins, count(DISTINCT file)::BIGINT AS files,
           count(DISTINCT (tin_key, rate))::BIGINT AS votes,
           count(DISTINCT (tin_key, rate)) FILTER (WHERE npi_count >= {large})::BIGINT AS group_rates
    FROM asked GROUP BY ALL
), npis AS (
    SELECT {keys}, count(DISTINCT npi)::BIGINT AS npis FROM (SELECT {keys}, unnest(npis) AS npi FROM asked) GROUP BY ALL
)
SELECT {keys}, votes, tins, coalesce(npis, 0) AS npis, files, group_rates
FROM tins LEFT JOIN npis USING ({keys})
ORDER BY ALL
