-- One row per claim with how it stands beside others ('': it counts). Input: account, standing.
SELECT a.*, coalesce(s.standing, CASE WHEN a.frequency = '8' THEN 'void' ELSE '' END) AS standing
FROM account a
LEFT JOIN standing s ON s.claim_key = a.claim_key
