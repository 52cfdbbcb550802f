-- What stands behind each cell: votes, TINs, NPIs and files, votes of groups of a thousand NPIs and more, votes of rates
-- of which each had ended before the date of its file, and the dates of the files.
WITH tins AS (
    SELECT {keys}, count(DISTINCT tin_key)::BIGINT AS tins, count(DISTINCT file)::BIGINT AS files,
           count(DISTINCT (tin_key, rate))::BIGINT AS votes,
           count(DISTINCT (tin_key, rate)) FILTER (WHERE npi_count >= {large})::BIGINT AS group_rates,
           votes - count(DISTINCT (tin_key, rate)) FILTER (WHERE expires IS NULL OR expires >= date)::BIGINT AS expired,
           min(date) AS oldest, max(date) AS newest
    FROM chosen GROUP BY ALL
), npis AS (
    SELECT {keys}, count(DISTINCT npi)::BIGINT AS npis FROM (SELECT {keys}, unnest(npis) AS npi FROM chosen) GROUP BY ALL
)
SELECT {keys}, votes, tins, coalesce(npis, 0) AS npis, files, group_rates, expired, oldest, newest
FROM tins LEFT JOIN npis USING ({keys})
ORDER BY ALL
