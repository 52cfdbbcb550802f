/*+++
id          = "IMG007"
name        = "aspiration-and-core"
title       = "Fine needle aspiration and core biopsy on one day"
since       = "0.1"
kind        = "set"
reads       = ["service", "pair"]
needs       = ["date", "one_day"]
applies     = "aspiration"
status      = "review"
disposition = "records-request"
carc        = "236"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter III §L.12" }, { source = "NCCI Policy Manual 2026", section = "chapter V §H.13" }]
message     = "{code} (fine needle aspiration) beside {other_code} (core biopsy, {related_line}): for one lesion only one of them is reported"
fix_text    = "keep both only for two lesions, with records that tell them apart"
guard       = { over = "service", where = "aspiration" }
+++
## What it checks
Fine needle aspiration (10004-10012, 10021) and a core biopsy, same patient, physician and date.

## Why
An aspiration and another biopsy of the same lesion are reported with one code.

## Exceptions
Two lesions: therefore it is for review. A pair that NCCI lists is for PTP001 and PTP002.

## How to fix
Tell the lesions apart in the record, or keep one code.
*/
WITH core AS (
    SELECT claim_key, line_no, code, patient_day, physician
    FROM service
    WHERE core_biopsy
),
beside AS (
    SELECT s.claim_key, s.line_no, s.code, c.claim_key AS other_claim_key, c.line_no AS other_line, c.code AS other_code,
        s.distinct_modifier,
        row_number() OVER (PARTITION BY s.claim_key, s.line_no ORDER BY c.claim_key, c.line_no) AS place
    FROM service s
    JOIN core c ON c.patient_day = s.patient_day AND c.physician = s.physician
    WHERE s.aspiration
        AND NOT EXISTS (
            SELECT 1 FROM pair q
            WHERE q.claim_key = s.claim_key AND q.line_no = s.line_no AND q.column_1 = c.code
        )
        AND NOT EXISTS (
            SELECT 1 FROM pair q
            WHERE q.other_claim_key = s.claim_key AND q.other_line = s.line_no AND q.column_2 = c.code
        )
)
SELECT claim_key, line_no, other_claim_key, other_line, code, other_code, distinct_modifier AS modifier
FROM beside
WHERE place = 1
