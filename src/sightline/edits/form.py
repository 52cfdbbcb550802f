"""What the form of a claim shows, as columns that edits read: found once for all claims, so that no text of a person goes on.

Only an X12 file has a place for all of it: a table without a column for something does not say that it is missing.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.rows.block import ASKED
from sightline.claims.schema import MONEY
from sightline.tables import with_column

#: An MBI (CMS, Understanding the MBI format): C A AN N A AN N A A N N, of letters without S, L, O, I, B and Z.
_LETTER = "AC-HJKMNP-RT-Y"
_MBI = f"^[1-9][{_LETTER}][{_LETTER}0-9][0-9][{_LETTER}][{_LETTER}0-9][0-9][{_LETTER}][{_LETTER}][0-9][0-9]$"
#: What may be meant for one, or for the number that was before it: not a practice's own number, nor a placeholder.
_MEANT = "^[0-9][A-Z0-9]{8,11}$|^[A-Z0-9]{11}$"
#: A post office box or a lockbox at the beginning of an address.
_BOX = r"^\s*(?:P\.?\s*O\.?\s*(BOX|DRAWER)|POST\s+OFFICE\s+(BOX|DRAWER)|POB\s+[0-9]|LOCK\s*BOX|BOX\s+[0-9])"
_SHORT = "^[0-9]{1,8}$"
_ZIP = "^[0-9]{5}"
#: The number of a laboratory's CLIA certificate: its state, D, seven digits (CMS-1500 has it among authorizations).
_CLIA = "^[0-9]{2}D[0-9]{7}$"
_CLIA_REF = "X4"
_IS_MBI, _IS_MEANT, _IS_SHORT = (re.compile(each.replace("$", r"\Z")) for each in (_MBI, _MEANT, _SHORT))
_IS_CLIA = re.compile(_CLIA.replace("$", r"\Z"))
_IS_BOX = re.compile(_BOX, re.IGNORECASE | re.ASCII)
_LINE_COLUMNS = [
    "claim_key", "line_no", "qualifier", "code", "modifier_1", "modifier_2", "modifier_3", "modifier_4", "charge",
    "units", "unit_basis", "place_of_service", "pointer_1", "pointer_2", "pointer_3", "pointer_4", "date_from", "date_to",
    "rendering_npi", "rendering_taxonomy", "rendering_source", "referring_npi", "ordering_npi", "supervising_npi", "ndc",
]  # fmt: skip

_HCPCS = pa.array(["HC", ""])  # SV101-1: HCPCS, CPT among it; "" where a table does not say

#: Days from 0001-01-01 to 1970-01-01: no date has a number below zero.
_DAY_OF_1970 = 719_162
_SIGNED = pa.decimal128(38, 2)
_GIVEN = (
    "relationship", "responsibility", "insurance_type", "accident", "transaction", "member_id", "billing_address",
    "facility_address", "billing_zip", "facility_zip", "other_payers", "accident_date", "table_columns",
)  # fmt: skip

OTHER_PAYER = pa.schema(
    [
        ("claim_key", pa.int64()),
        ("position", pa.int32()),
        ("paid", MONEY),
        ("adjusted", _SIGNED),
        ("lines_paid", _SIGNED),
        ("lines_decided", pa.int32()),
    ]
)
ADJUDICATION = pa.schema(
    [
        ("claim_key", pa.int64()),
        ("line_no", pa.int32()),
        ("payers", pa.int32()),
        ("paid", MONEY),
        ("adjusted", _SIGNED),
        ("decided", _SIGNED),
    ]
)
#: The tables of `coordination` where no claim has another payer.
NOTHING_COORDINATED = {
    "other_payer_read": OTHER_PAYER.empty_table(),
    "adjudication_read": ADJUDICATION.empty_table(),
}
#: An X12 file has a place for everything that edits ask of.
_EVERYWHERE = f" {' '.join(ASKED)} "
#: Units of a drug (CTP05-1).
_UNITS = ("F2", "GR", "ME", "ML", "UN")
#: The columns that `with_form` adds.
CLAIM_FORM = (
    "is_x12", "relationship", "responsibility", "insurance_type", "member_form", "po_box", "short_zip", "other_payers",
    "accident", "accident_dated", "has_place", "member_stated", "zip",
)  # fmt: skip


def with_form(claims: pa.Table) -> pa.Table:
    """The claims (schema CLAIM) with `is_x12`, `member_form` (mbi, other, or "" where nothing like a Medicare number is
    stated), `po_box` and `short_zip` (the parties whose street address is a box, whose ZIP code has no nine digits),
    `other_payers` (their number), `accident_dated`, `member_stated` and `has_place` (for which of the columns that
    `claims.rows.block.places` names there is a place; an X12 file has one for all), and `zip` (the five digits of where the
    service was: of the facility, else of the billing provider).
    """
    member = pc.replace_substring_regex(pc.utf8_upper(_text(claims["member_id"])), "[- ]", "")
    meant = pc.if_else(pc.match_substring_regex(member, _MEANT), "other", "")
    kind = pc.if_else(pc.match_substring_regex(member, _MBI), "mbi", meant)
    boxes, zips = [], []
    for party in ("billing", "facility"):
        address, code = _text(claims[f"{party}_address"]), _text(claims[f"{party}_zip"])
        boxes.append(pc.match_substring_regex(address, _BOX, ignore_case=True))
        zips.append(pc.match_substring_regex(code, _SHORT))
    made = {
        "is_x12": pc.not_equal(_text(claims["transaction"]), ""),
        "member_form": kind,
        "po_box": _parties(*boxes),
        "short_zip": _parties(*zips),
        "accident_dated": pc.is_valid(claims["accident_date"]),
        "has_place": pc.if_else(
            pc.not_equal(_text(claims["transaction"]), ""), _EVERYWHERE, _text(claims["table_columns"])
        ),
        "member_stated": pc.not_equal(member, ""),
        "zip": _zip(claims),
    }
    counted = pc.cast(pc.fill_null(pc.list_value_length(claims["other_payers"]), 0), pa.int32())
    claims = claims.set_column(claims.schema.get_field_index("other_payers"), "other_payers", counted)
    for name, values in made.items():
        claims = claims.append_column(name, values)
    return claims


def _zip(claims: pa.Table) -> pa.ChunkedArray:
    facility, billing = (_text(claims[f"{party}_zip"]) for party in ("facility", "billing"))
    stated = pc.if_else(pc.equal(facility, ""), billing, facility)
    return pc.if_else(pc.match_substring_regex(stated, _ZIP), pc.utf8_slice_codeunits(stated, 0, 5), "")


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(column, "")


def form_rows(claims: pa.Table) -> dict[str, list[Any]]:
    """As `with_form`, the columns of CLAIM_FORM as SQLite holds values: for few claims, of which a call of Arrow costs more."""
    given = {name: claims[name].to_pylist() for name in _GIVEN}
    addresses = zip(given["billing_address"], given["facility_address"], strict=True)
    codes = list(zip(given["billing_zip"], given["facility_zip"], strict=True))
    stated = [facility or billing or "" for billing, facility in codes]
    return {
        **{name: given[name] for name in ("relationship", "responsibility", "insurance_type", "accident")},
        "is_x12": [int(bool(each)) for each in given["transaction"]],
        "member_form": [_member_form(each or "") for each in given["member_id"]],
        "po_box": [_named_parties(*(bool(_IS_BOX.search(each or "")) for each in pair)) for pair in addresses],
        "short_zip": [_named_parties(*(bool(_IS_SHORT.search(each or "")) for each in pair)) for pair in codes],
        "other_payers": [len(each or ()) for each in given["other_payers"]],
        "accident_dated": [int(each is not None) for each in given["accident_date"]],
        "has_place": [
            _EVERYWHERE if x12 else held or ""
            for x12, held in zip(given["transaction"], given["table_columns"], strict=True)
        ],
        "member_stated": [int(bool(re.sub("[- ]", "", each or ""))) for each in given["member_id"]],
        "zip": [each[:5] if re.match(_ZIP, each) else "" for each in stated],
    }


def _member_form(member: str) -> str:
    plain = re.sub("[- ]", "", member.upper())
    return "mbi" if _IS_MBI.search(plain) else "other" if _IS_MEANT.search(plain) else ""


def _named_parties(billing: bool, facility: bool) -> str:
    if billing:
        return "billing provider and the service facility" if facility else "billing provider"
    return "service facility" if facility else ""


def _parties(billing: pa.ChunkedArray, facility: pa.ChunkedArray) -> pa.ChunkedArray:
    both = pc.if_else(facility, "billing provider and the service facility", "billing provider")
    return pc.if_else(billing, both, pc.if_else(facility, "service facility", ""))


def prepared(lines: pa.Table, claims: pa.Table) -> pa.Table:
    """The columns of lines that edits read, with `days` (how many a line spans; 1 when a date is missing or reversed) and
    `day_no` (its date as a number). A code of another set than HCPCS has its qualifier before it ('IV 90378'), lest it be
    taken for the HCPCS code of the same characters."""
    days = pc.max_element_wise(pc.add(pc.days_between(lines["date_from"], lines["date_to"]), 1), 1)
    day_no = pc.add(pc.cast(lines["date_from"], pa.int32()), _DAY_OF_1970)
    chosen = lines.select(_LINE_COLUMNS).append_column("days", days).append_column("day_no", day_no)
    chosen = chosen.append_column("described", described(lines, claims))
    chosen = chosen.append_column("drug_measured", drug_measured(lines))
    chosen = chosen.append_column("laboratory", laboratory(lines, claims))
    other = pc.invert(pc.is_in(lines["qualifier"], _HCPCS))
    if not pc.any(other).as_py():
        return chosen
    qualified = pc.binary_join_element_wise(lines["qualifier"], lines["code"], " ")
    return with_column(chosen, "code", pc.if_else(other, qualified, lines["code"]))


def described(lines: pa.Table, claims: pa.Table) -> pa.ChunkedArray:
    """Whether a line says in words what was done: SV101-7, or a note of the line or of its claim."""
    described = pc.or_(pc.not_equal(_text(lines["description"]), ""), pc.greater(_lengths(lines["notes"]), 0))
    noted = claims.filter(pc.greater(_lengths(claims["notes"]), 0))["claim_key"]
    return pc.or_(described, pc.is_in(lines["claim_key"], noted.combine_chunks())) if len(noted) else described


def drug_measured(lines: pa.Table) -> pa.ChunkedArray:
    """Whether a line states how much of the package was used, in one of the units of CTP05."""
    unit = pc.is_in(lines["ndc_unit"], pa.array(_UNITS))
    return pc.and_(unit, pc.fill_null(pc.greater(lines["ndc_quantity"], 0), False))


def laboratory(lines: pa.Table, claims: pa.Table) -> pa.ChunkedArray:
    """Whether a line, or its claim, states the number of a laboratory's CLIA certificate: REF with X4, or where a paper form
    has it, among the authorizations."""
    of_claims = claims.filter(_states_laboratory(claims))["claim_key"].combine_chunks()
    return pc.or_(_states_laboratory(lines), pc.is_in(lines["claim_key"], of_claims))


def _states_laboratory(rows: pa.Table) -> pa.ChunkedArray:
    authorizations = rows["prior_authorization"].combine_chunks().dictionary_encode()
    known = pc.match_substring_regex(pc.utf8_upper(authorizations.dictionary), _CLIA)
    stated = pc.fill_null(known.take(authorizations.indices), False)
    lists = rows["identifiers"].combine_chunks()
    if not len(pc.list_flatten(lists)):
        return stated
    of_laboratory = pc.equal(pc.struct_field(pc.list_flatten(lists), "qualifier"), _CLIA_REF)
    where = pc.list_parent_indices(lists).filter(of_laboratory)
    return pc.or_(stated, pc.is_in(pa.array(range(len(lists)), pa.int64()), where.cast(pa.int64())))


def _names_laboratory(authorization: str | None, identifiers: list[dict[str, Any]] | None) -> bool:
    stated = bool(authorization and _IS_CLIA.match(authorization.upper()))
    return stated or any(each["qualifier"] == _CLIA_REF for each in identifiers or ())


def line_rows(lines: pa.Table, claims: pa.Table) -> dict[str, list[int]]:
    """As `described`, `drug_measured` and `laboratory`, for few lines."""
    of_claims = {
        key
        for key, *stated in zip(
            *(claims[each].to_pylist() for each in ("claim_key", "prior_authorization", "identifiers")), strict=True
        )
        if _names_laboratory(*stated)
    }
    of_lines = zip(
        *(lines[each].to_pylist() for each in ("claim_key", "prior_authorization", "identifiers")), strict=True
    )
    noted = {
        key for key, notes in zip(*(claims[each].to_pylist() for each in ("claim_key", "notes")), strict=True) if notes
    }
    keys, texts, notes, quantities, units = (
        lines[name].to_pylist() for name in ("claim_key", "description", "notes", "ndc_quantity", "ndc_unit")
    )
    texts_of_lines = zip(keys, texts, notes, strict=True)
    return {
        "described": [int(bool(text or note) or key in noted) for key, text, note in texts_of_lines],
        "drug_measured": [
            int(unit in _UNITS and quantity is not None and quantity > 0)
            for quantity, unit in zip(quantities, units, strict=True)
        ],
        "laboratory": [int(key in of_claims or _names_laboratory(*stated)) for key, *stated in of_lines],
    }


def _lengths(lists: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(pc.list_value_length(lists), 0)


def coordination(claims: pa.Table, lines: pa.Table) -> dict[str, pa.Table]:
    """The tables `other_payer_read` and `adjudication_read`: what other payers paid and adjusted (dollars), for the claims
    that state it. Amounts are added here, where they are exact."""
    stated = claims.filter(pc.greater(_lengths(claims["other_payers"]), 0)).select(["claim_key", "other_payers"])
    decided = lines.filter(pc.greater(_lengths(lines["adjudications"]), 0))
    by_payer: dict[tuple[int, str], list[Decimal | None]] = {}
    of_lines = []
    for row in decided.select(["claim_key", "line_no", "adjudications"]).to_pylist():
        payers = {each["payer_id"] for each in row["adjudications"]}
        for each in row["adjudications"]:
            by_payer.setdefault((row["claim_key"], each["payer_id"]), []).append(each["paid"])
        if len(row["adjudications"]) == 1:
            (each,) = row["adjudications"]
            adjusted = _sum(each["adjustments"])
            whole = None if each["paid"] is None or adjusted is None else each["paid"] + adjusted
        else:  # one payer may decide a line in several pieces, several payers each the whole of it
            adjusted = whole = None
        of_lines.append(
            {
                "claim_key": row["claim_key"],
                "line_no": row["line_no"],
                "payers": len(payers),
                "paid": row["adjudications"][0]["paid"],
                "adjusted": adjusted,
                "decided": whole,
            }
        )
    of_claims = [_other_payer(row, by_payer) for row in stated.to_pylist()]
    return {
        "other_payer_read": pa.Table.from_pylist([each for rows in of_claims for each in rows], OTHER_PAYER),
        "adjudication_read": pa.Table.from_pylist(of_lines, ADJUDICATION),
    }


def _other_payer(row: dict[str, Any], by_payer: dict[tuple[int, str], list[Decimal | None]]) -> list[dict[str, Any]]:
    payers = row["other_payers"]
    alone = [sum(each["id"] == other["id"] for other in payers) == 1 for each in payers]
    found = []
    for position, (each, told_apart) in enumerate(zip(payers, alone, strict=True), 1):
        lines = by_payer.get((row["claim_key"], each["id"]), []) if told_apart else []
        known = [paid for paid in lines if paid is not None]
        found.append(
            {
                "claim_key": row["claim_key"],
                "position": position,
                "paid": each["paid"],
                "adjusted": _sum(each["adjustments"]),
                "lines_paid": sum(known, Decimal(0)) if lines and len(known) == len(lines) else None,
                "lines_decided": len(lines),
            }
        )
    return found


def _sum(adjustments: list[dict[str, Any]] | None) -> Decimal | None:
    """Dollars in all; None where one of them is no amount."""
    amounts = [each["amount"] for each in adjustments or ()]
    return None if None in amounts else sum(amounts, Decimal(0))
