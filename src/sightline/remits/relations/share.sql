-- What a payer after another was expected to settle, for each claim line or lines in sum that it decided: the lesser of what
-- the payer before left to the patient (remainder) and of its contract less what was paid before it. What it settled is
-- what it paid with what it left to the patient in its turn. Of Medicare after another payer the payment itself is known
-- (pricing/secondary.py); what it leaves to the patient of that, a deductible, is no shortfall.
-- Input: decided, claim, line_read, second_expected, medicare_second.
WITH later AS (
    SELECT d.*, c.claim_id, c.turn AS claim_turn FROM decided d JOIN claim c ON c.claim_key = d.claim_key
    WHERE d.turn > 1 AND d.in_effect_count > 0
), earlier AS (
    -- from remittances to the same claim, or to the claim with its number that went to the earlier payer
    SELECT
        l.claim_key, l.line_no, l.lines, l.turn, sum(p.paid) AS paid, arg_max(p.patient_share, p.turn) AS remainder
    FROM later l
    JOIN claim c ON c.claim_key = l.claim_key OR c.claim_id = l.claim_id AND l.claim_id <> '' AND c.turn <> l.claim_turn
    JOIN decided p
        ON p.claim_key = c.claim_key AND p.turn < l.turn AND p.in_effect_count > 0
        AND p.line_no IS NOT DISTINCT FROM l.line_no AND p.lines IS NOT DISTINCT FROM l.lines
    GROUP BY l.claim_key, l.line_no, l.lines, l.turn
), stated AS (
    -- from the claim itself, where it says what one earlier payer decided about the line
    SELECT
        claim_key, line_no, adjudications[1].paid AS paid,
        coalesce(list_sum(list_transform(
            list_filter(adjudications[1].adjustments, lambda a: a."group" = 'PR'), lambda a: a.amount
        )), 0) AS remainder
    FROM line_read
    WHERE len(adjudications) = 1 AND adjudications[1].paid IS NOT NULL
), known AS (
    SELECT
        l.claim_key, l.line_no, l.lines, l.turn, l.paid + l.patient_share AS settled,
        CAST(coalesce(e.paid, s.paid) AS DECIMAL(38, 2)) AS paid_before,
        CAST(coalesce(e.remainder, s.remainder) AS DECIMAL(38, 2)) AS remainder,
        (
            SELECT CASE WHEN count(a.amount) = coalesce(len(l.lines), 1) THEN CAST(sum(a.amount) AS DECIMAL(38, 2)) END
            FROM second_expected a
            WHERE a.claim_key = l.claim_key AND a.turn = l.turn
                AND (a.line_no = l.line_no OR list_contains(l.lines, a.line_no))
        ) AS contract,
        (
            SELECT CASE WHEN count(m.amount) = coalesce(len(l.lines), 1) THEN CAST(sum(m.amount) AS DECIMAL(38, 2)) END
            FROM medicare_second m
            WHERE m.claim_key = l.claim_key AND m.turn = l.turn AND l.claim_turn = l.turn
                AND (m.line_no = l.line_no OR list_contains(l.lines, m.line_no))
        ) AS medicare,
        l.paid + l.sequestration AS paid_itself, l.patient_share
    FROM later l
    LEFT JOIN earlier e
        ON e.claim_key = l.claim_key AND e.line_no IS NOT DISTINCT FROM l.line_no
        AND e.lines IS NOT DISTINCT FROM l.lines AND e.turn = l.turn
    LEFT JOIN stated s ON s.claim_key = l.claim_key AND s.line_no = l.line_no AND l.claim_turn = l.turn AND l.turn = 2
), shared AS (
    SELECT
        * EXCLUDE (settled, contract),
        CASE WHEN medicare IS NULL THEN contract END AS contract,
        CASE
            WHEN medicare IS NULL THEN settled
            WHEN paid_itself >= medicare THEN paid_itself
            ELSE least(paid_itself + patient_share, medicare)
        END AS settled,
        CASE
            WHEN medicare IS NOT NULL THEN medicare
            WHEN remainder IS NOT NULL AND contract IS NOT NULL THEN least(remainder, greatest(contract - paid_before, 0))
        END AS share
    FROM known WHERE remainder IS NOT NULL OR medicare IS NOT NULL
)
SELECT
    *, settled - share AS variance,
    CASE
        WHEN share IS NULL THEN 'other-payer'
        WHEN settled = share THEN 'as-expected'
        WHEN settled = 0 THEN 'denied-unexpectedly'
        WHEN settled < share THEN 'underpaid'
        ELSE 'overpaid'
    END AS verdict
FROM shared
