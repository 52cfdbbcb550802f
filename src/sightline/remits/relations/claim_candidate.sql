-- The claims that a remitted claim may answer: those with its number; of several the ones that agree best in the payer's
-- turn (CLP02 and SBR01), then in frequency, then in charge. Input: remitted (remitted_claim with reversal_state and turn),
-- claim.
WITH agreement AS (
    SELECT
        r.remit_key,
        c.claim_key,
        CASE
            WHEN c.turn = r.turn THEN 2
            WHEN c.turn = 0 OR r.turn = 0 THEN 1
            ELSE 0
        END AS turn,
        CASE WHEN c.frequency = r.frequency THEN 1 ELSE 0 END AS frequency,
        CASE WHEN c.charge = abs(r.charge) THEN 1 ELSE 0 END AS charge
    FROM remitted r
    JOIN claim c ON c.claim_id = r.claim_id
    WHERE r.claim_id <> ''
), placed AS (
    SELECT
        *,
        rank() OVER (PARTITION BY remit_key ORDER BY turn DESC, frequency DESC, charge DESC) AS place
    FROM agreement
)
SELECT remit_key, claim_key FROM placed WHERE place = 1
