-- The claims that a later one has replaced (frequency 7) or voided (8): one row each, by patient and payer. A claim is told
-- by its number in the later one's reference to the original, by sharing that reference, or by sharing the claim number
-- and a date of service; where the later claim names no original among the claims, by the same billing group, date and code.
-- Input: claim_given, line_given.
WITH turning AS (
    SELECT claim_key, claim_id, frequency, original_reference, patient, billing_group
    FROM claim_given
    WHERE frequency IN ('7', '8')
),
met AS (
    SELECT
        t.claim_key AS by_key,
        t.frequency AS by_frequency,
        t.patient,
        c.claim_key,
        c.frequency,
        t.billing_group = c.billing_group AS same_group,
        c.claim_id <> '' AND c.claim_id = t.claim_id AS same_number,
        (c.claim_id <> '' AND c.claim_id = t.original_reference)
        OR (c.frequency = '7' AND c.original_reference <> '' AND c.original_reference = t.original_reference) AS referred
    FROM turning t
    JOIN claim_given c ON c.patient = t.patient
    WHERE c.claim_key <> t.claim_key AND c.frequency <> '8'
),
common AS (
    -- The pairs of claims with a date of service in common.
    SELECT m.by_key, m.claim_key, max(CASE WHEN a.code = b.code THEN 1 ELSE 0 END) = 1 AS same_code
    FROM met m
    JOIN line_given a ON a.claim_key = m.by_key
    JOIN line_given b ON b.claim_key = m.claim_key
    WHERE a.date_from = b.date_from
    GROUP BY m.by_key, m.claim_key
),
told AS (
    SELECT
        m.by_key,
        m.by_frequency,
        m.patient,
        m.claim_key,
        m.frequency,
        m.referred OR (m.same_number AND x.by_key IS NOT NULL) AS named,
        m.same_group AND coalesce(x.same_code, FALSE) AND m.claim_key < m.by_key AS alike
    FROM met m
    LEFT JOIN common x ON x.by_key = m.by_key AND x.claim_key = m.claim_key
),
chosen AS (
    SELECT t.*, max(CASE WHEN named AND frequency <> '7' THEN 1 ELSE 0 END) OVER (PARTITION BY by_key) AS original_named
    FROM told t
)
SELECT claim_key, CASE WHEN max(by_frequency) = '8' THEN 'voided' ELSE 'replaced' END AS superseded
FROM chosen c
WHERE (named OR (alike AND original_named = 0))
    -- Claims stand in the order in which they were sent, except that files may be read in another: an original is replaced
    -- by an earlier one too, unless the patient has a void between the two, after which it was billed anew.
    AND (
        claim_key < by_key
        OR (by_frequency = '7' AND frequency <> '7' AND NOT EXISTS (
            SELECT 1 FROM turning v
            WHERE v.patient = c.patient AND v.frequency = '8' AND v.claim_key > c.by_key AND v.claim_key < c.claim_key
        ))
    )
GROUP BY claim_key
