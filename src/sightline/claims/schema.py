"""What a claim is: the Arrow schemas of the tables that every reader streams and every room above reads.

Conventions: a text that is absent is ``""`` where edits compare it (codes, modifiers, identifiers) and null only where
the column says so; amounts are dollars as ``decimal128(18, 2)``; units are ``decimal128(15, 3)``; dates are ``date32``
and null when absent. Codes are stored as published, ICD-10-CM codes without the dot.
"""

from __future__ import annotations

import pyarrow as pa

MONEY = pa.decimal128(18, 2)
UNITS = pa.decimal128(15, 3)

#: Where a row was read: the file as given, the control numbers around it, the segment's ordinal in the file (1 = first)
#: and the byte offset of its first character. For tables, `segment` is the row number.
ORIGIN = [
    pa.field("file", pa.string()),
    pa.field("interchange", pa.string()),  # ISA13
    pa.field("group", pa.string()),  # GS06
    pa.field("transaction", pa.string()),  # ST02
    pa.field("segment", pa.int64()),
    pa.field("byte", pa.int64()),
]

#: A qualifier and its value, as in REF01/REF02.
IDENTIFIER = pa.struct([pa.field("qualifier", pa.string()), pa.field("value", pa.string())])

#: One adjustment of another payer (CAS): group code, reason (CARC), dollars, units.
ADJUSTMENT = pa.struct(
    [
        pa.field("group", pa.string()),
        pa.field("reason", pa.string()),
        pa.field("amount", MONEY),
        pa.field("units", UNITS),
    ]
)

#: Another payer of the claim (loop 2320/2330), never mixed with the claim's own.
OTHER_PAYER = pa.struct(
    [
        pa.field("responsibility", pa.string()),  # SBR01
        pa.field("filing_code", pa.string()),  # SBR09
        pa.field("name", pa.string()),
        pa.field("id", pa.string()),
        pa.field("paid", MONEY),  # AMT*D
        pa.field("adjustments", pa.list_(ADJUSTMENT)),
    ]
)

#: What another payer decided for a line (loop 2430).
ADJUDICATION = pa.struct(
    [
        pa.field("payer_id", pa.string()),  # SVD01
        pa.field("paid", MONEY),  # SVD02
        pa.field("code", pa.string()),  # SVD03-2
        pa.field("units", UNITS),  # SVD05
        pa.field("date", pa.date32()),  # DTP*573
        pa.field("adjustments", pa.list_(ADJUSTMENT)),
    ]
)

CLAIM = pa.schema(
    [
        pa.field("claim_key", pa.int64()),  # 1, 2, … in reading order over all files of a run
        pa.field("claim_id", pa.string()),  # CLM01, the biller's own number
        pa.field("charge", MONEY),  # CLM02; null when not a number
        pa.field("place_of_service", pa.string()),  # CLM05-1
        pa.field("frequency", pa.string()),  # CLM05-3; 1 original, 7 replacement, 8 void
        pa.field("accident", pa.string()),  # CLM11 related causes, comma separated
        pa.field("original_reference", pa.string()),  # REF*F8
        pa.field("prior_authorization", pa.string()),  # REF*G1
        # Who was treated. `patient` is the key that joins claims of one person; see claims/patient.py.
        pa.field("patient", pa.string()),
        pa.field("member_id", pa.string()),
        pa.field("relationship", pa.string()),  # 18 = self
        pa.field("patient_last_name", pa.string()),
        pa.field("patient_first_name", pa.string()),
        pa.field("patient_birth_date", pa.date32()),
        pa.field("patient_sex", pa.string()),  # F, M, U or ""
        # Who pays.
        pa.field("payer_name", pa.string()),  # 2010BB NM103
        pa.field("payer_id", pa.string()),  # 2010BB NM109
        pa.field("filing_code", pa.string()),  # SBR09: MB Medicare Part B, CI commercial, BL Blue Cross …
        pa.field("responsibility", pa.string()),  # SBR01: P, S, T
        pa.field("insurance_type", pa.string()),  # SBR05: why Medicare is secondary, 12 … 47
        pa.field("group_number", pa.string()),  # SBR03: the group or policy
        pa.field("plan_name", pa.string()),  # SBR04
        # Who billed and who did the work.
        pa.field("billing_name", pa.string()),
        pa.field("billing_npi", pa.string()),
        pa.field("billing_tax_id", pa.string()),
        pa.field("billing_taxonomy", pa.string()),  # PRV*BI
        pa.field("billing_address", pa.string()),  # first line of the street address (N301)
        pa.field("billing_state", pa.string()),
        pa.field("billing_zip", pa.string()),
        pa.field("pay_to_zip", pa.string()),
        pa.field("referring_npi", pa.string()),
        pa.field("supervising_npi", pa.string()),
        pa.field("facility_npi", pa.string()),
        pa.field("facility_address", pa.string()),  # as the billing provider's
        pa.field("facility_zip", pa.string()),
        # Dates of the claim.
        pa.field("onset_date", pa.date32()),  # DTP*431
        pa.field("accident_date", pa.date32()),  # DTP*439
        pa.field("admission_date", pa.date32()),  # DTP*435
        pa.field("discharge_date", pa.date32()),  # DTP*096
        # Of a table, which of accident, description, member_id and patient_birth_date it has a column for, and which of
        # diagnoses and the NPIs it has none for, or one that could not be read: ' member_id no_billing_npi '.
        pa.field("table_columns", pa.string()),
        pa.field("created", pa.date32()),  # when it was made out or received: the latest of BHT04, GS04 and ISA09
        # Kept, and not confused with anything above.
        pa.field("anesthesia_codes", pa.list_(pa.string())),  # HI BP, BO
        pa.field("condition_codes", pa.list_(pa.string())),  # HI BG
        pa.field("identifiers", pa.list_(IDENTIFIER)),  # every REF of loop 2300
        pa.field("notes", pa.list_(pa.string())),  # NTE, K3, PWK of loop 2300, as written
        pa.field("amounts", pa.list_(IDENTIFIER)),  # AMT of loop 2300
        pa.field("other_payers", pa.list_(OTHER_PAYER)),
        *ORIGIN,
    ]
)

LINE = pa.schema(
    [
        pa.field("claim_key", pa.int64()),
        pa.field("line_no", pa.int32()),  # 1, 2, … within the claim, in file order
        pa.field("assigned_number", pa.string()),  # LX01 as stated; "" without LX
        pa.field("control_number", pa.string()),  # REF*6R
        pa.field("qualifier", pa.string()),  # SV101-1: HC, IV, ER …
        pa.field("code", pa.string()),
        pa.field("modifier_1", pa.string()),
        pa.field("modifier_2", pa.string()),
        pa.field("modifier_3", pa.string()),
        pa.field("modifier_4", pa.string()),
        pa.field("description", pa.string()),  # SV101-7
        pa.field("charge", MONEY),  # SV102; null when not a number
        pa.field("units", UNITS),  # SV104; null when not a number
        pa.field("unit_basis", pa.string()),  # SV103: UN units, MJ minutes
        pa.field("place_of_service", pa.string()),  # SV105, else the claim's
        pa.field("pointer_1", pa.int32()),  # SV107; 0 = none. Out of range is an issue and kept
        pa.field("pointer_2", pa.int32()),
        pa.field("pointer_3", pa.int32()),
        pa.field("pointer_4", pa.int32()),
        pa.field("emergency", pa.string()),  # SV109
        pa.field("date_from", pa.date32()),  # DTP*472 of the line, else of the claim; null = none
        pa.field("date_to", pa.date32()),  # equals date_from for one day
        pa.field("date_source", pa.string()),  # line | claim | ""
        pa.field("rendering_npi", pa.string()),  # 2420A, else 2310B, else the billing provider's
        pa.field("rendering_taxonomy", pa.string()),
        pa.field("rendering_source", pa.string()),  # line | claim | billing
        pa.field("referring_npi", pa.string()),  # 2420F, else the claim's
        pa.field("ordering_npi", pa.string()),  # 2420E
        pa.field("supervising_npi", pa.string()),  # 2420D, else the claim's
        pa.field("facility_npi", pa.string()),  # 2420C, else the claim's
        pa.field("facility_zip", pa.string()),
        pa.field("prior_authorization", pa.string()),  # line REF*G1, else the claim's
        pa.field("ndc", pa.string()),  # LIN03 with N4
        pa.field("ndc_quantity", UNITS),  # CTP04
        pa.field("ndc_unit", pa.string()),  # CTP05
        pa.field("identifiers", pa.list_(IDENTIFIER)),  # every REF of loop 2400
        pa.field("notes", pa.list_(pa.string())),  # NTE, K3, PWK of loop 2400
        pa.field("amounts", pa.list_(IDENTIFIER)),
        pa.field("adjudications", pa.list_(ADJUDICATION)),
        *ORIGIN,
    ]
)

DIAGNOSIS = pa.schema(
    [
        pa.field("claim_key", pa.int64()),
        pa.field("position", pa.int32()),  # 1 … 12, what line pointers refer to
        pa.field("code_set", pa.string()),  # ICD10 (ABK, ABF) | ICD9 (BK, BF)
        pa.field("code", pa.string()),  # upper case, without dot
        *ORIGIN,
    ]
)

#: What could not be read as a professional claim or line. `level` is claim or line.
REJECTED = pa.schema(
    [
        pa.field("level", pa.string()),
        pa.field("claim_id", pa.string()),
        pa.field("reason", pa.string()),
        *ORIGIN,
    ]
)

#: What was odd about a file and did not stop the reading.
ISSUE = pa.schema([pa.field("message", pa.string()), *ORIGIN])
