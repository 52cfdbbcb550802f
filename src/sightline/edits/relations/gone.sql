-- One row per deleted code: since when, and what took its place.
SELECT
    code,
    max(deleted_on) AS deleted_on,
    CASE WHEN count(*) = 1 THEN min(successor) ELSE '' END AS successor,
    listed(successor, ', ', successor) AS successors,
    max(release) AS release
FROM lineage
GROUP BY code
