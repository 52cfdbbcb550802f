-- One row per service line as edits read it: how many days it spans (1 when a date is missing or reversed), its modifiers
-- as one text (' 26 59 ': a space before and after each), and a code of another set than HCPCS with its qualifier before it.
-- Input: line_given.
SELECT
    claim_key,
    line_no,
    qualifier,
    CASE WHEN qualifier IN ('HC', '') THEN code ELSE qualifier || ' ' || code END AS code,
    modifier_1,
    modifier_2,
    modifier_3,
    modifier_4,
    charge,
    units,
    unit_basis,
    place_of_service,
    pointer_1,
    pointer_2,
    pointer_3,
    pointer_4,
    date_from,
    date_to,
    rendering_npi,
    rendering_taxonomy,
    rendering_source,
    referring_npi,
    ordering_npi,
    supervising_npi,
    ndc,
    greatest(CAST(datediff(date_to, date_from) AS BIGINT) + 1, 1) AS days,
    ' ' || trim(modifier_1 || ' ' || modifier_2 || ' ' || modifier_3 || ' ' || modifier_4) || ' ' AS modifier_list
FROM line_given
