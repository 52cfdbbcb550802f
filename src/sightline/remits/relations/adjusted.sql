-- The adjustments of each remitted line (remit_line 0: of the claim as a whole) as a list. Input: adjustment.
SELECT
    remit_key,
    coalesce(line_no, 0) AS remit_line,
    list(struct_pack("group" := "group", reason := reason, amount := amount, units := units) ORDER BY segment, place)
        AS adjustments
FROM (SELECT *, row_number() OVER () AS place FROM adjustment) AS numbered
GROUP BY remit_key, coalesce(line_no, 0)
