-- Every NPI stated, once. Input: claim_read, line_read.
SELECT billing_npi AS npi FROM claim_read
UNION
SELECT referring_npi FROM claim_read
UNION
SELECT supervising_npi FROM claim_read
UNION
SELECT facility_npi FROM claim_read
UNION
SELECT rendering_npi FROM line_read
UNION
SELECT ordering_npi FROM line_read
