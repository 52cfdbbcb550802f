-- Claim lines as remitted lines are matched with them. Input: claim_read, line_read.
SELECT
    l.claim_key,
    l.line_no,
    c.claim_id,
    l.control_number,
    l.code,
    array_to_string(list_sort(list_filter(
        [l.modifier_1, l.modifier_2, l.modifier_3, l.modifier_4], lambda m: m <> ''
    )), ' ') AS modifiers,
    concat_ws(' ', nullif(l.modifier_1, ''), nullif(l.modifier_2, ''), nullif(l.modifier_3, ''), nullif(l.modifier_4, ''))
        AS modifiers_stated,
    l.date_from,
    l.charge,
    l.units,
    CASE c.responsibility WHEN 'P' THEN 1 WHEN 'S' THEN 2 WHEN 'T' THEN 3 ELSE 0 END AS turn,
    upper(regexp_replace(c.member_id, '[^A-Za-z0-9]', '', 'g')) AS member,
    c.payer_name AS payer,
    c.billing_npi AS provider,
    l.file, l.segment, l.byte
FROM line_read l
JOIN claim_read c ON c.claim_key = l.claim_key
