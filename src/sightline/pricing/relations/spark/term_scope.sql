-- Each payer, code and date of service under a contract. Input: billed.
SELECT DISTINCT struct(payer_no, code, date_from) AS scope_no, payer_no, code, date_from AS date_of_service
FROM billed
