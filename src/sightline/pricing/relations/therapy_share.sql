-- One row per therapy code of a contract's fee table: its amounts, and Medicare's whole and with half of the practice expense.
-- Input: fee.
SELECT
    fee_key, table_nonfacility, table_facility, nonfacility_amount, facility_amount, nonfacility_half_pe, facility_half_pe
FROM fee
WHERE pay = 'fee-table' AND multiple = '5'
