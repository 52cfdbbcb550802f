"""The claim transactions of an X12 file, as an acknowledgment names them: envelopes, submitter and receiver."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from sightline.claims.files import reader_for
from sightline.claims.x12.read import read_837p
from sightline.claims.x12.segments import HEAD, Segments


@dataclass(frozen=True)
class Party:
    """A submitter or receiver: NM1*41 or NM1*40."""

    name: str = ""
    first_name: str = ""
    id: str = ""
    person: bool = False


@dataclass(frozen=True)
class Transaction:
    """One 837 of a file. Ids are as in the envelopes, without the blanks that fill ISA elements.

    `first` is the segment number of ST in the file, `size` the segments from ST to SE. `texts` has the elements of
    those segments that were asked for, by segment number.
    """

    file: str
    interchange: str  # ISA13
    group: str  # GS06
    number: str  # ST02
    sender: tuple[str, str]  # ISA05 and ISA06
    receiver: tuple[str, str]  # ISA07 and ISA08
    usage: str  # ISA15: P production, T test
    application_sender: str  # GS02
    application_receiver: str  # GS03
    functional_id: str  # GS01
    group_guide: str  # GS08
    guide: str  # ST03, "" when not stated
    batch: str  # BHT03
    submitter: Party
    receiver_party: Party  # of loop 1000B
    dates: tuple[date, ...]  # of the interchange, group and transaction, those that are dates
    first: int
    size: int
    closed: bool  # with SE
    texts: dict[int, list[str]] = field(default_factory=dict)


def read_transactions(file: str, needed: Collection[int] = ()) -> list[Transaction]:
    """The 837 transactions of a file, in its order; none when it is not X12. `needed`: segments to keep the text of.

    The file is streamed; what is wrong with it is reported not here, but by the reader of claims. Raises OSError.
    """
    if "!" in file and not Path(file).exists():  # in an archive
        return []
    with Path(file).open("rb") as source:
        head = source.read(HEAD)
        if reader_for(head, file) is not read_837p:
            return []
        source.seek(0)
        return list(_transactions(Segments(source, lambda message, byte: None), file, frozenset(needed)))


def _transactions(segments: Segments, file: str, needed: frozenset[int]) -> Iterator[Transaction]:
    interchange, group = [""] * _ELEMENTS, [""] * _ELEMENTS
    found: Transaction | None = None
    number = 0
    for run in segments:
        for number, text in enumerate(run.texts, run.first):
            key = text.partition(run.delimiters.element)[0]
            if key not in _KEYS and number not in needed:
                continue
            e = [part.strip() for part in text.split(run.delimiters.element)]
            if found and key in ("ISA", "GS", "ST", "GE", "IEA"):
                yield replace(found, size=number - found.first)
                found = None
            e += [""] * (_ELEMENTS - len(e))
            if key == "ISA":
                interchange, group = e, [""] * _ELEMENTS
            elif key == "GS":
                group = e
            elif key == "ST" and e[1] == "837":
                found = _opened(file, interchange, group, e, number)
            elif found:
                found = _told(found, key, e)
            if found and number in needed:
                found.texts[number] = e
            if found and key == "SE":
                yield replace(found, size=number - found.first + 1, closed=True)
                found = None
    if found:
        yield replace(found, size=number - found.first + 1)


_ELEMENTS = 17
_KEYS = {"ISA", "GS", "ST", "BHT", "NM1", "SE", "GE", "IEA"}


def _opened(file: str, isa: list[str], gs: list[str], st: list[str], number: int) -> Transaction:
    return Transaction(
        file=file,
        interchange=isa[13],
        group=gs[6],
        number=st[2],
        sender=(isa[5], isa[6]),
        receiver=(isa[7], isa[8]),
        usage=isa[15],
        application_sender=gs[2],
        application_receiver=gs[3],
        functional_id=gs[1],
        group_guide=gs[8],
        guide=st[3],
        batch="",
        submitter=Party(),
        receiver_party=Party(),
        dates=tuple(day for day in (_day(f"20{isa[9]}" if isa[9] else ""), _day(gs[4])) if day),
        first=number,
        size=0,
        closed=False,
    )


def _told(found: Transaction, key: str, e: list[str]) -> Transaction:
    """The transaction with what a segment of its header says."""
    if key == "BHT" and not found.batch:
        day = _day(e[4])
        return replace(found, batch=e[3], dates=(*found.dates, *([day] if day else [])))
    if key == "NM1" and e[1] in ("41", "40"):
        party = Party(e[3], e[4] if e[2] == "1" else "", e[9], e[2] == "1")
        return replace(found, submitter=party) if e[1] == "41" else replace(found, receiver_party=party)
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 8 and text.isdigit() else None
    except ValueError:
        return None
