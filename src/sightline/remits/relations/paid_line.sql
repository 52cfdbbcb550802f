-- Remitted lines as they are matched: the code that was billed (SVC06 where the payer changed it), modifiers in order.
-- Input: remitted_line, remitted.
SELECT
    l.remit_key,
    l.line_no AS remit_line,
    l.control_number,
    l.code,
    concat_ws(' ', nullif(l.modifier_1, ''), nullif(l.modifier_2, ''), nullif(l.modifier_3, ''), nullif(l.modifier_4, ''))
        AS modifiers_stated,
    CASE WHEN l.original_code <> '' THEN l.original_code ELSE l.code END AS billed_code,
    CASE
        WHEN l.original_code <> '' THEN array_to_string(list_sort(string_split(l.original_modifiers, ' ')), ' ')
        ELSE array_to_string(list_sort(list_filter(
            [l.modifier_1, l.modifier_2, l.modifier_3, l.modifier_4], lambda m: m <> ''
        )), ' ')
    END AS billed_modifiers,
    l.units_paid,
    l.units_billed,
    l.date_from,
    l.charge,
    l.paid,
    upper(regexp_replace(r.member_id, '[^A-Za-z0-9]', '', 'g')) AS member,
    l.remarks,
    l.file, l.segment, l.byte
FROM remitted_line l
JOIN remitted r ON r.remit_key = l.remit_key
