-- What differs between two dates: for everything that can be the same rate at both, the rates at each.
WITH dated AS (
    SELECT {keys}, rate, strftime(date, '%Y-%m-%d') AS day FROM (
        SELECT * REPLACE (code_set AS code_type), coalesce(nullif(replace(tin, '-', ''), ''), nullif(name, ''), 'not stated') AS voter FROM kept
    )
), before AS (
    SELECT {keys}, list_sort(list(DISTINCT rate)) AS before FROM dated WHERE starts_with(day, {first}) GROUP BY ALL
), after AS (
    SELECT {keys}, list_sort(list(DISTINCT rate)) AS after FROM dated WHERE starts_with(day, {second}) GROUP BY ALL
)
SELECT {keys}, before, after
FROM before FULL JOIN after USING ({keys})
ORDER BY ALL
