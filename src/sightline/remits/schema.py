"""What a remittance is: the Arrow schemas of the tables that the reader of 835 streams.

Conventions are those of `claims.schema`: an absent text is "", amounts are dollars as decimal128(18, 2), null where the
file has none or no number; dates are date32. Sources: ASC X12 005010X221A1 and 004010X091A1, elements named per column.
"""

from __future__ import annotations

import pyarrow as pa

from sightline.claims.schema import IDENTIFIER, ISSUE, MONEY, ORIGIN, REJECTED, UNITS

__all__ = ["ADJUSTMENT", "ISSUE", "PAYMENT", "PROVIDER_ADJUSTMENT", "REJECTED", "REMITTED_CLAIM", "REMITTED_LINE"]

#: One check, transfer or notice without money: a transaction (ST) of an 835.
PAYMENT = pa.schema(
    [
        pa.field("payment_key", pa.int64()),  # 1, 2, … in reading order over all files of a run
        pa.field("number", pa.string()),  # TRN02: check or transfer number
        pa.field("amount", MONEY),  # BPR02
        pa.field("direction", pa.string()),  # BPR03: C credit, D debit
        pa.field("handling", pa.string()),  # BPR01: I with the money, H notice only …
        pa.field("method", pa.string()),  # BPR04: ACH, CHK, FWT, BOP, NON
        pa.field("date", pa.date32()),  # BPR16
        pa.field("production_date", pa.date32()),  # DTM*405
        pa.field("originator", pa.string()),  # TRN03
        pa.field("payer_name", pa.string()),  # 1000A N102
        pa.field("payer_id", pa.string()),  # 1000A N104, else REF*2U
        pa.field("payee_name", pa.string()),  # 1000B N102
        pa.field("payee_npi", pa.string()),  # 1000B N104 with XX
        pa.field("payee_tax_id", pa.string()),  # 1000B N104 with FI, else REF*TJ
        *ORIGIN,
    ]
)

#: What a payer decided about a claim (loop 2100). The patient's name is not kept.
REMITTED_CLAIM = pa.schema(
    [
        pa.field("remit_key", pa.int64()),  # 1, 2, … in reading order over all files of a run
        pa.field("payment_key", pa.int64()),
        pa.field("claim_id", pa.string()),  # CLP01, the biller's own number (CLM01)
        pa.field("status", pa.string()),  # CLP02: 1, 2, 3 by payer order, 4 denied, 22 reversal …
        pa.field("charge", MONEY),  # CLP03
        pa.field("paid", MONEY),  # CLP04
        pa.field("patient_responsibility", MONEY),  # CLP05
        pa.field("filing_code", pa.string()),  # CLP06
        pa.field("payer_claim_number", pa.string()),  # CLP07
        pa.field("place_of_service", pa.string()),  # CLP08
        pa.field("frequency", pa.string()),  # CLP09
        pa.field("member_id", pa.string()),  # NM1*IL, else NM1*QC. For joins; never to be shown
        pa.field("rendering_npi", pa.string()),  # NM1*82
        pa.field("date_from", pa.date32()),  # DTM*232
        pa.field("date_to", pa.date32()),  # DTM*233
        pa.field("received_date", pa.date32()),  # DTM*050
        pa.field("crossover", pa.string()),  # NM1*TT: the payer to whom the claim went on
        pa.field("remarks", pa.list_(pa.string())),  # RARC of MIA and MOA
        pa.field("identifiers", pa.list_(IDENTIFIER)),  # every REF of loop 2100
        pa.field("amounts", pa.list_(IDENTIFIER)),  # every AMT of loop 2100
        *ORIGIN,
    ]
)

#: What a payer decided about a service line (loop 2110).
REMITTED_LINE = pa.schema(
    [
        pa.field("remit_key", pa.int64()),
        pa.field("line_no", pa.int32()),  # 1, 2, … within the remitted claim
        pa.field("control_number", pa.string()),  # REF*6R, as the claim had it
        pa.field("qualifier", pa.string()),  # SVC01-1
        pa.field("code", pa.string()),  # SVC01-2: the code that was adjudicated
        pa.field("modifier_1", pa.string()),
        pa.field("modifier_2", pa.string()),
        pa.field("modifier_3", pa.string()),
        pa.field("modifier_4", pa.string()),
        pa.field("original_code", pa.string()),  # SVC06-2: the code that was billed, where the payer changed it
        pa.field("original_modifiers", pa.string()),  # SVC06-3 to 6, with blanks between
        pa.field("charge", MONEY),  # SVC02
        pa.field("paid", MONEY),  # SVC03
        pa.field("revenue_code", pa.string()),  # SVC04
        pa.field("units_paid", UNITS),  # SVC05; 1 when absent
        pa.field("units_billed", UNITS),  # SVC07, else SVC05
        pa.field("date_from", pa.date32()),  # DTM*472 or 150, else of the claim (232)
        pa.field("date_to", pa.date32()),  # DTM*472 or 151, else of the claim (233)
        pa.field("date_source", pa.string()),  # line | claim | ""
        pa.field("rendering_npi", pa.string()),  # REF*HPI, else the claim's
        pa.field("allowed", MONEY),  # AMT*B6, where the payer states it
        pa.field("remarks", pa.list_(pa.string())),  # RARC of LQ*HE
        pa.field("identifiers", pa.list_(IDENTIFIER)),  # every REF of loop 2110
        pa.field("amounts", pa.list_(IDENTIFIER)),  # every AMT of loop 2110
        *ORIGIN,
    ]
)

#: One adjustment: a triplet of a CAS.
ADJUSTMENT = pa.schema(
    [
        pa.field("remit_key", pa.int64()),
        pa.field("line_no", pa.int32()),  # null: of the claim as a whole
        pa.field("group", pa.string()),  # CO, OA, PI, PR; CR in 4010
        pa.field("reason", pa.string()),  # CARC
        pa.field("amount", MONEY),  # taken off the charge; negative adds to it
        pa.field("units", UNITS),
        *[pa.field("group_number", pa.string()) if each.name == "group" else each for each in ORIGIN],
    ]
)

#: What was taken from (positive) or added to (negative) a payment apart from claims: a pair of a PLB.
PROVIDER_ADJUSTMENT = pa.schema(
    [
        pa.field("payment_key", pa.int64()),
        pa.field("provider", pa.string()),  # PLB01
        pa.field("fiscal_date", pa.date32()),  # PLB02
        pa.field("reason", pa.string()),  # PLB03-1: WO overpayment recovery, FB forwarding balance, L6 interest …
        pa.field("reference", pa.string()),  # PLB03-2
        pa.field("amount", MONEY),  # PLB04
        *ORIGIN,
    ]
)
