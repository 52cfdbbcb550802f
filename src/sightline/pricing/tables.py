"""The columns that pricing answers with: of each line, of each situation, and of each step."""

from __future__ import annotations

import pyarrow as pa

_AMOUNT = pa.decimal128(18, 2)
_UNIT_AMOUNT = pa.decimal128(12, 2)
_FACTOR = pa.decimal128(6, 4)
_CUT = pa.decimal128(4, 3)
_RVU = pa.decimal128(9, 2)
_INDEX = pa.decimal128(6, 3)

#: A line: its amount after each rule in order, and the answer (relations/priced.sql).
PRICED = pa.schema([
    ("line_id", pa.int32()), ("situation_no", pa.int32()), ("answer", pa.string()), ("reason", pa.string()),
    ("n", pa.decimal128(8, 3)), ("schedule_amount", _UNIT_AMOUNT), ("extended", _AMOUNT), ("multiple_rule", pa.string()),
    ("multiple_place", pa.decimal128(9, 3)), ("multiple_amount", _AMOUNT), ("cap_amount", _AMOUNT),
    ("side_amount", _AMOUNT), ("surgeon_amount", _AMOUNT), ("practitioner_amount", _AMOUNT), ("cut_amount", _AMOUNT),
    ("participation_amount", _AMOUNT), ("bilateral_factor", _FACTOR), ("side_factor", _FACTOR),
    ("time_units", pa.decimal128(9, 1)), ("paired", pa.bool_()), ("second", pa.bool_()), ("practitioner", pa.string()),
    ("practitioner_factor", _FACTOR), ("cut", pa.string()), ("cut_factor", _CUT), ("technical_factor", _CUT),
    ("unmodelled", pa.string()), ("limiting_charge", _AMOUNT), ("allowed", _AMOUNT), ("medicare_share", _AMOUNT),
    ("sequestration", _AMOUNT), ("listed", pa.string()),
])  # fmt: skip
#: What explains the amounts of a situation (relations/explained.sql).
EXPLAINED = pa.schema([
    ("situation_no", pa.int64()), ("area", pa.int32()), ("area_source", pa.string()), ("facility", pa.bool_()),
    ("component", pa.string()), ("surgeon", pa.string()), ("direction", pa.string()), ("state", pa.string()),
    ("pay", pa.string()), ("percent", pa.decimal128(7, 4)), ("term", pa.int32()), ("own_percent", pa.decimal128(7, 4)),
    ("modifier_factor", pa.decimal128(9, 6)), ("contract_year", pa.int32()), ("by_line", pa.bool_()),
    ("package_factor", pa.decimal128(3, 2)), ("package_amount", _UNIT_AMOUNT), ("unit_amount", _UNIT_AMOUNT),
    ("cap", _UNIT_AMOUNT), ("surgeon_factor", _FACTOR), ("records_needed", pa.bool_()),
    ("anesthesia_factor", pa.decimal128(9, 4)), ("base_units", pa.decimal128(7, 2)), ("release", pa.int32()),
    ("source_row", pa.int32()), ("gpci_release", pa.int32()), ("gpci_row", pa.int32()), ("table_row", pa.int32()),
    ("anesthesia_row", pa.int32()), ("work_rvu", _RVU), ("nonfacility_pe_rvu", _RVU), ("facility_pe_rvu", _RVU),
    ("mp_rvu", _RVU), ("work_gpci", _INDEX), ("pe_gpci", _INDEX), ("mp_gpci", _INDEX), ("factor", pa.decimal128(9, 4)),
    ("facility_na", pa.bool_()), ("status", pa.string()), ("hospital_status", pa.string()),
    ("center_indicator", pa.string()),
])  # fmt: skip
#: A step of a line's amount (relations/step.sql).
STEP = pa.schema([
    ("claim_key", pa.int64()), ("line_no", pa.int32()), ("step", pa.int32()), ("rule", pa.string()), ("detail", pa.string()),
    ("factor", pa.decimal128(12, 4)), ("before", _AMOUNT), ("after", _AMOUNT), ("release", pa.int32()),
    ("source_row", pa.int32()), ("says", pa.string()), ("source", pa.string()),
])  # fmt: skip
