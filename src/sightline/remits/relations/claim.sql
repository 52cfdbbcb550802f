-- Claims as remitted claims are matched with them. Input: claim_read.
SELECT
    claim_key, claim_id, charge, frequency,
    CASE responsibility WHEN 'P' THEN 1 WHEN 'S' THEN 2 WHEN 'T' THEN 3 ELSE 0 END AS turn
FROM claim_read
