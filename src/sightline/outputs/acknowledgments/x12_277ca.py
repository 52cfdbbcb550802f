"""The X12 claim acknowledgment 277CA (005010X214): which claims would be taken, and why the others would be rejected.

A claim is rejected by a finding `fail` whose disposition is a rejection of the claim or of one of its lines, and when a
line or the whole of it could not be read. The guide wants the patient's name and member id: they are in this output
only. Where it wants what a claim does not have, UNKNOWN and 19000101 stand for it.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa

from sightline.claims.x12.transactions import Party, Transaction
from sightline.edits.result import Result
from sightline.edits.rule.edit import Edit
from sightline.outputs.acknowledgments.claim_response import REJECTIONS
from sightline.outputs.acknowledgments.dates import answer_date
from sightline.outputs.acknowledgments.envelope import (
    Answer,
    AnswerError,
    Segment,
    by_interchange,
    of_segment,
    text,
    transactions_of,
)
from sightline.outputs.check import record
from sightline.outputs.check.overview import grouped

GUIDE = "005010X214"
UNKNOWN = "UNKNOWN"
NO_DATE = date(1900, 1, 1)
_STATUS = Path(__file__).parent / "claim_status.toml"
_MISSING_CODE = ("A6", "454", "", "")
_UNREADABLE = ("A3", "0", "", "")
_QUALIFIERS = {"AD", "ER", "HC", "HP", "IV", "N4", "WK"}

#: Category, status code, entity and message of a rejection (STC01 and STC12).
Reason = tuple[str, str, str, str]
_CLAIM = (
    "claim_key", "claim_id", "charge", "patient_last_name", "patient_first_name", "member_id", "billing_name",
    "billing_npi", "billing_tax_id", "file", "segment",
)  # fmt: skip
_LINE = (
    "claim_key", "line_no", "qualifier", "code", "modifier_1", "modifier_2", "modifier_3", "modifier_4", "charge",
    "units", "control_number", "date_from", "date_to",
)  # fmt: skip


@dataclass
class _Claim:
    """A claim as it is acknowledged: its row, its lines, and the reasons against it, by line (None: the whole)."""

    row: dict[str, Any]
    lines: list[dict[str, Any]] = field(default_factory=list)
    reasons: dict[int | None, list[Reason]] = field(default_factory=lambda: defaultdict(list))

    @property
    def charge(self) -> Decimal:
        return Decimal(self.row["charge"] or 0)

    def all_reasons(self) -> list[Reason]:
        return list(dict.fromkeys(reason for reasons in self.reasons.values() for reason in reasons))


def write_result(result: Result, out: TextIO, *, dated: date | None = None) -> None:
    """Write one interchange back to the sender of each interchange read, with one 277 for each 837.

    `dated` is the date of receipt and of the answer (default: the newest date in the input). Control numbers count from
    1. Transactions without a claim are left to the 999. Raises AnswerError when a claim was not read from an X12 file, or
    none was read at all.
    """
    transactions = transactions_of(result)
    day = answer_date(result, dated, (each for one in transactions for each in one.dates))
    claims = _claims(result, transactions)
    answer = Answer(out, day, "HN", GUIDE)
    claimed = [one for one in transactions if claims.get(_key(one))]
    if not claimed:
        raise AnswerError(
            "no claim was read, so there is none to acknowledge; --format 999 says what is wrong with the file"
        )
    for together in by_interchange(claimed):
        answer.interchange(together[0], (_set(one, claims[_key(one)], day) for one in together))


def _key(one: Transaction) -> tuple[str, int]:
    return one.file, one.first


def _claims(result: Result, transactions: list[Transaction]) -> dict[tuple[str, int], list[_Claim]]:
    """The claims of each transaction, in their order, then those that could not be read."""
    find = of_segment(transactions)
    edits = {edit.id: edit for edit in result.edits}
    lines = grouped(result.lines.select(_LINE))
    found = grouped(_standing(result))
    claims: dict[tuple[str, int], list[_Claim]] = defaultdict(list)
    for row in record.rows(result.claims.select(_CLAIM).sort_by("claim_key")):
        claim = _Claim(row, next(lines[row["claim_key"]]) if row["claim_key"] in lines else [])
        for each in next(found[row["claim_key"]]) if row["claim_key"] in found else []:
            edit = edits[each["edit"]]
            if each["status"] == "fail" and edit.disposition in REJECTIONS:
                claim.reasons[each["line"]].append(_reason(edit, each))
        if one := find(row["file"], row["segment"]):
            claims[_key(one)].append(claim)
    for row in record.rows(result.rejected):
        one = find(row["file"], row["segment"])
        if one is None:
            continue
        own = claims[_key(one)]
        if row["level"] == "line":
            named = [each for each in own if row["claim_id"] and each.row["claim_id"] == row["claim_id"]]
            if named:
                named[-1].reasons[None].append(_MISSING_CODE)
            continue
        own.append(_Claim({**dict.fromkeys(_CLAIM), "claim_id": row["claim_id"]}, reasons={None: [_UNREADABLE]}))
    return claims


def _standing(result: Result) -> pa.Table:
    """The findings that nobody has overridden; a baseline hides none of them here, for hiding a fault does not fix it."""
    if result.hidden is None:
        return result.counting
    return pa.concat_tables([result.counting, replace(result, findings=result.hidden).counting])


def _reason(edit: Edit, found: dict[str, Any]) -> Reason:
    tables = _statuses()
    entry = tables["edit"].get(edit.id) or tables["rarc"].get(edit.rarc) or tables["carc"].get(edit.carc)
    role = entry.get("role") if entry else None
    named = role if isinstance(role, str) else dict(found["evidence"]).get("role", "")
    entity = tables["entity"].get(named) if role else ""
    if entry is None or entity is None:
        entry, entity = tables["other"]["default"], ""
    message = found["message"] if entry["status"] == tables["other"]["default"]["status"] else ""
    return entry["category"], entry["status"], entity, text(message, 264)


@lru_cache(maxsize=1)
def _statuses() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_STATUS.read_text(encoding="utf-8"))


def _set(one: Transaction, claims: list[_Claim], day: date) -> list[Segment]:
    """The segments of one 277 between ST and SE."""
    stamp = day.strftime("%Y%m%d")
    trace = text(f"{one.interchange}-{one.group}-{one.number}", 50)
    source = one.receiver_party
    segments: list[Segment] = [
        ["BHT", "0085", "08", trace, stamp, "0000", "TH"],
        ["HL", "1", "", "20", "1"],
        ["NM1", "AY", "2", text(source.name, default=UNKNOWN), "", "", "", "", "46",
         text(source.id, 80) or text(one.receiver[1], 80, default=UNKNOWN)],
        ["TRN", "1", trace],
        ["DTP", "050", "D8", stamp],
        ["DTP", "009", "D8", stamp],
        ["HL", "2", "1", "21", "1"],
        _submitter(one.submitter, one.sender[1]),
        ["TRN", "2", text(one.batch, 50) or trace],
        ["STC", "A1:19:AY", stamp, "WQ", _amount(sum((claim.charge for claim in claims), Decimal()))],
        *_counts(claims, "90", "AA"),
    ]  # fmt: skip
    level = 2
    for number, together in enumerate(_by_provider(claims), 1):
        level += 1
        parent = level
        segments += _provider(level, together, number)
        for claim in together:
            level += 1
            segments += _acknowledged(level, parent, claim, stamp)
    return segments


def _submitter(party: Party, sender: str) -> Segment:
    names = [text(party.name, default=UNKNOWN), text(party.first_name, 35) if party.person else ""]
    return ["NM1", "41", "1" if party.person else "2", *names, "", "", "", "46",
            text(party.id, 80) or text(sender, 80, default=UNKNOWN)]  # fmt: skip


def _by_provider(claims: list[_Claim]) -> Iterator[list[_Claim]]:
    """The claims of each billing provider, in the order in which they come."""
    groups: dict[tuple[Any, ...], list[_Claim]] = defaultdict(list)
    for claim in claims:
        groups[tuple(claim.row[name] or "" for name in ("billing_npi", "billing_tax_id", "billing_name"))].append(claim)
    yield from groups.values()


def _provider(level: int, claims: list[_Claim], number: int) -> list[Segment]:
    row = claims[0].row
    npi, tax_id = text(row["billing_npi"], 80), text(row["billing_tax_id"], 80)
    id_ = ("XX", npi) if npi else ("FI", tax_id) if tax_id else ("SV", UNKNOWN)
    return [
        ["HL", str(level), "2", "19", "1"],
        ["NM1", "85", "2", text(row["billing_name"], default=UNKNOWN), "", "", "", "", *id_],
        ["TRN", "1", str(number)],
        ["STC", "A1:19:AY", "", "WQ", _amount(sum((claim.charge for claim in claims), Decimal()))],
        *_counts(claims, "QA", "QC"),
    ]


def _counts(claims: list[_Claim], accepted: str, rejected: str) -> list[Segment]:
    """How many claims and dollars are accepted and rejected; what is none is left out."""
    parts = [
        (accepted, "YU", [claim for claim in claims if not claim.reasons]),
        (rejected, "YY", [claim for claim in claims if claim.reasons]),
    ]
    counts = [["QTY", quantity, str(len(part))] for quantity, _, part in parts if part]
    amounts = [
        ["AMT", amount, _amount(sum((claim.charge for claim in part), Decimal()))] for _, amount, part in parts if part
    ]
    return [*counts, *amounts]


def _acknowledged(level: int, parent: int, claim: _Claim, stamp: str) -> list[Segment]:
    row = claim.row
    first = text(row["patient_first_name"], 35)
    charge = _amount(claim.charge)
    reasons = claim.all_reasons()
    segments: list[Segment] = [
        ["HL", str(level), str(parent), "PT"],
        ["NM1", "QC", "1", text(row["patient_last_name"], default=UNKNOWN), first, "", "", "", "MI",
         text(row["member_id"], 80, default=UNKNOWN)],
        ["TRN", "2", text(row["claim_id"], 50, default="0")],
    ]  # fmt: skip
    if not reasons:
        segments.append(["STC", "A2:20", stamp, "WQ", charge])
    segments += [_stc(reason, stamp, charge) for reason in reasons]
    segments.append(_served([line[name] for line in claim.lines for name in ("date_from", "date_to")]))
    for line in claim.lines:
        if own := list(dict.fromkeys(claim.reasons.get(line["line_no"], []))):
            segments += _line(line, own, stamp)
    return segments


def _line(line: dict[str, Any], reasons: list[Reason], stamp: str) -> list[Segment]:
    qualifier = line["qualifier"] if line["qualifier"] in _QUALIFIERS else "HC"
    parts = [qualifier, text(line["code"], 48), *(text(line[f"modifier_{n}"], 2) for n in range(1, 5))]
    units = "" if line["units"] is None else f"{line['units'].normalize():f}"
    segments: list[Segment] = [
        ["SVC", ":".join(parts).rstrip(":"), _amount(line["charge"] or Decimal()), "", "", "", "", units]
    ]
    status = [*_stc((*reasons[0][:3], ""), stamp, ""), *[""] * 8][:12]  # words have a place at the claim only
    for place, reason in enumerate(reasons[1:3], 10):
        status[place] = _composite(reason)
    segments.append(status)
    if line["control_number"]:
        segments.append(["REF", "FJ", text(line["control_number"], 50)])
    if line["date_from"] or line["date_to"]:
        segments.append(_served([line["date_from"], line["date_to"]]))
    return segments


def _stc(reason: Reason, stamp: str, charge: str) -> list[str]:
    elements = ["STC", _composite(reason), stamp, "U", charge]
    return [*elements, *[""] * 7, reason[3]] if reason[3] else elements


def _composite(reason: Reason) -> str:
    return ":".join(part for part in reason[:3] if part)


def _served(days: list[date | None]) -> Segment:
    known = [day for day in days if day]
    first, last = (min(known), max(known)) if known else (NO_DATE, NO_DATE)
    if first == last:
        return ["DTP", "472", "D8", first.strftime("%Y%m%d")]
    return ["DTP", "472", "RD8", f"{first:%Y%m%d}-{last:%Y%m%d}"]


def _amount(dollars: Decimal) -> str:
    """Dollars as X12 writes them: without a point and zeros that say nothing."""
    return f"{dollars.normalize():f}" if dollars else "0"
