-- One vote for each TIN and rate in a cell (or, weighted by providers, for each NPI and rate). {keys} are the cell's
-- columns; {voter} is who votes. Rates without a TIN vote by the provider's name, as a hospital's do.
SELECT {keys}, rate, count(*)::BIGINT AS votes
FROM (SELECT DISTINCT {keys}, {voter} AS voter, rate FROM chosen)
WHERE voter IS NOT NULL
GROUP BY ALL
