-- One row per situation with what explains its amounts: the fee schedule row, the indices and the factor. Input: unit, fee.
SELECT
    u.situation_no, u.area, u.area_source, u.facility, u.component, u.surgeon, u.direction, u.state, u.pay, u.percent, u.term,
    u.own_percent, u.modifier_factor, f.contract_year, u.by_line, u.package_factor, u.package_amount, u.unit_amount, u.cap, u.surgeon_factor, u.records_needed,
    u.anesthesia_factor, u.base_units,
    f.release, f.source_row, f.gpci_release, f.gpci_row, f.table_row, f.anesthesia_row, f.work_rvu, f.nonfacility_pe_rvu,
    f.facility_pe_rvu, f.mp_rvu, f.work_gpci, f.pe_gpci, f.mp_gpci, f.factor, f.facility_na, f.status, f.hospital_status,
    f.center_indicator
FROM unit u
JOIN fee f ON f.fee_key = u.fee_key
