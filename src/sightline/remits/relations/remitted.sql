-- Remitted claims with their payment, the payer's turn (CLP02, of a reversal that of what it takes back; 0 when it does not
-- say) and their place in time. Input: remitted_claim, payment, reversal_state.
SELECT
    c.*,
    coalesce(s.reversal_state, 'in-effect') AS reversal_state,
    CASE
        WHEN coalesce(nullif(s.taken_status, ''), c.status) IN ('1', '19') THEN 1
        WHEN coalesce(nullif(s.taken_status, ''), c.status) IN ('2', '20') THEN 2
        WHEN coalesce(nullif(s.taken_status, ''), c.status) IN ('3', '21') THEN 3
        ELSE 0
    END AS turn,
    p.payer_name,
    p.payee_npi,
    row_number() OVER (ORDER BY p.date NULLS FIRST, c.remit_key) AS place
FROM remitted_claim c
JOIN payment p ON p.payment_key = c.payment_key
LEFT JOIN reversal_state s ON s.remit_key = c.remit_key
