"""The X12 implementation acknowledgment 999 (005010X231A1): what is wrong with the syntax of each transaction set.

It lists what the reader of claims noticed and could not take, at the segment where it stands. What a claim means (a
charge that is not the sum of its lines) belongs to the 277CA. No content of a claim is copied but its number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import TextIO

from sightline.claims.x12.transactions import Transaction
from sightline.edits.result import Result
from sightline.outputs.acknowledgments.dates import answer_date
from sightline.outputs.acknowledgments.envelope import (
    Answer,
    Segment,
    by_group,
    by_interchange,
    of_segment,
    text,
    transactions_of,
)

GUIDE = "005010X231A1"
#: What a message of the reader means: IK304 (what is wrong with the segment) and, for 8 (an element), its place IK401 and
#: its fault IK403. "" for the place: the element that the message names. The first that fits counts.
_SEGMENT = (
    (r"has no procedure code", "8", "1:2", "1"),
    (r"segment that is not known", "1", "", ""),
    (r"stands outside of|belongs to no other payer|starts a subscriber", "2", "", ""),
    (r"has no SV1|no service line|no subscriber level", "3", "", ""),
    (r"more than twelve diagnoses", "5", "", ""),
    (r"^HL \S+ names a", "8", "2", "7"),
    (r"^HL \S+ is of a level", "8", "3", "7"),
    (r"^HI of claim", "8", "1", "7"),
    (r"^DTP\*", "8", "3", "8"),
    (r"is not a date", "8", "", "8"),
    (r"has no claim id|CLM is empty", "8", "1", "1"),
    (r"is not a dollar amount|is not a number", "8", "", "6"),
    (r"points to diagnosis|has a pointer", "8", "", "7"),
)
#: What concerns the transaction set (IK502) or the group (AK905) as a whole.
_SET = ((r"SE01 is not", "4"), (r" in SE differs", "3"), (r"\(SE is missing\)", "2"))
_GROUP = ((r"GE01 is not", "5"), (r" in GE differs", "4"), (r"\(GE is missing\)", "3"))
#: What the reader says for the user, and is no fault of syntax.
_ASIDE = re.compile(r"add up to|read as|set aside|SBR02 says|passed over|IEA|ISA|more like it")
_PLACED = re.compile(r"^segment [\d,]+ \(byte [\d,]+\): ")
_ELEMENT = re.compile(r"\b[A-Z][A-Z0-9]{1,2}(\d\d)(?:-(\d+))?\b")


_Error = tuple[int, str, str, str, str]  # segment, IK304, IK401, IK403, claim


@dataclass
class _Heard:
    """What was noticed in one transaction set: segments in error, and codes for the set and its group."""

    errors: list[_Error] = field(default_factory=list)
    set_codes: list[str] = field(default_factory=list)
    group_codes: list[str] = field(default_factory=list)


def write_result(result: Result, out: TextIO, *, dated: date | None = None) -> None:
    """Write one interchange back to the sender of each interchange read, with one 999 for each functional group.

    `dated` is the date of the answer (default: the newest date in the input). Control numbers count from 1. Raises
    AnswerError when a claim was not read from an X12 file.
    """
    transactions = transactions_of(result, needed=True)
    day = answer_date(result, dated, (each for one in transactions for each in one.dates))
    heard = _heard(result, transactions)
    find = of_segment(transactions)
    places = result.claims.select(["file", "segment"]).to_pylist()
    read = {(one.file, one.first) for row in places if (one := find(row["file"], row["segment"]))}
    answer = Answer(out, day, "FA", GUIDE)
    for together in by_interchange(transactions):
        answer.interchange(together[0], (_set(group, heard, read) for group in by_group(together)))


def _heard(result: Result, transactions: list[Transaction]) -> dict[tuple[str, int], _Heard]:
    """What was noticed, by file and first segment of the transaction."""
    heard: dict[tuple[str, int], _Heard] = defaultdict(_Heard)
    messages = _messages(result)
    for one in transactions:
        last = one.first + one.size  # the segment after SE may tell of it
        for segment, message, claim in messages.get(one.file, ()):
            if one.first <= segment <= last:
                _hear(heard[one.file, one.first], segment, message, claim, segment < last)
    return heard


def _messages(result: Result) -> dict[str, list[tuple[int, str, str]]]:
    """What the reader said of each file: the segment, the message without its place, the claim number or ""."""
    messages: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for table, column in ((result.issues, "message"), (result.rejected, "reason")):
        for row in table.to_pylist():
            if row["segment"]:
                entry = (row["segment"], _PLACED.sub("", row[column]), row.get("claim_id") or "")
                messages[row["file"]].append(entry)
    return messages


def _hear(heard: _Heard, segment: int, message: str, claim: str, inside: bool) -> None:
    for codes, known in ((heard.set_codes, _SET), (heard.group_codes, _GROUP)):
        for pattern, code in known:
            if re.search(pattern, message):
                codes.append(code)
                return
    if not inside or _ASIDE.search(message):
        return
    for pattern, fault, place, element_fault in _SEGMENT:
        if not re.search(pattern, message):
            continue
        if fault == "8" and not place and (named := _ELEMENT.search(message)):
            place = str(int(named[1])) + (f":{named[2]}" if named[2] else "")
        heard.errors.append((segment, fault, place, element_fault if place else "", claim))
        return
    heard.errors.append((segment, "8", "", "", claim))


def _set(group: list[Transaction], heard: dict[tuple[str, int], _Heard], read: set[tuple[str, int]]) -> list[Segment]:
    """The segments of one 999 between ST and SE: the answer to one functional group."""
    first = group[0]
    named = (text(first.functional_id, 2, default="HC"), text(first.group, 9), text(first.group_guide, 12))
    segments: list[Segment] = [["AK1", *named]]
    answers, group_codes = [], []
    for one in group:
        noticed = heard.get((one.file, one.first), _Heard())
        segments.append(["AK2", "837", text(one.number, 9), text(one.guide, 35)])
        errors = sorted(set(noticed.errors))
        for (segment, fault), together in groupby(errors, key=lambda error: error[:2]):
            segments += _error(one, segment, fault, list(together))
        codes = list(dict.fromkeys([*(["5"] if errors else []), *noticed.set_codes]))[:5]
        is_read = (one.file, one.first) in read
        answers.append("R" if not is_read else "E" if codes else "A")
        segments.append(["IK5", answers[-1], *codes])
        group_codes += noticed.group_codes
    accepted = len(answers) - answers.count("R")
    overall = "R" if not accepted else "P" if "R" in answers else "E" if "E" in answers or group_codes else "A"
    counts = (str(len(answers)), str(len(answers)), str(accepted))
    segments.append(["AK9", overall, *counts, *dict.fromkeys(group_codes)])
    return segments


def _error(one: Transaction, segment: int, fault: str, errors: list[_Error]) -> Iterator[Segment]:
    """One segment in error, the claim if it is known, and its elements in error."""
    stated = one.texts.get(segment, [""])[0]
    yield ["IK3", text(stated, 3, default="CLM"), str(segment - one.first + 1), "", fault]
    if claim := next((each[4] for each in errors if each[4]), ""):
        yield ["CTX", f"CLM01:{text(claim, 35)}"]
    for _, _, place, element_fault, _ in errors:
        if place:
            yield ["IK4", place, "", element_fault]
