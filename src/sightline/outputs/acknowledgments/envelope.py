"""What the X12 answers share: segments, envelopes back to the sender, and control numbers counted from 1."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TextIO

from sightline.claims.x12.transactions import Transaction, read_transactions
from sightline.edits.result import Result
from sightline.errors import SightlineError

Segment = Sequence[str]
_NOT_TEXT = re.compile(r"[~*:^\x00-\x1f\x7f]+")
_QUALIFIERS = {"01", "14", "20", "27", "28", "29", "30", "33", "ZZ"}


class AnswerError(SightlineError):
    """An acknowledgment answers X12 files, and something in the input is none."""


def transactions_of(result: Result, needed: bool = False) -> list[Transaction]:
    """The 837 transactions that were read, files in reading order.

    `needed`: with the text of the segments of issues and rejected claims. Raises AnswerError when claims were read from
    a file that is not X12 or from standard input, which cannot be read twice.
    """
    files = dict.fromkeys(
        file for table in (result.claims, result.rejected, result.issues) for file in table["file"].unique().to_pylist()
    )
    found = []
    for file in files:
        if file == "stdin":
            raise AnswerError("standard input cannot be read twice: save it to a file, and check that file")
        places = [
            row["segment"]
            for table in ((result.issues, result.rejected) if needed else ())
            for row in table.select(["file", "segment"]).to_pylist()
            if row["file"] == file and row["segment"]
        ]
        try:
            own = read_transactions(file, places)
        except OSError as error:
            raise AnswerError(f"{file}: {(error.strerror or 'cannot be read').lower()}") from None
        own = [one for one in own if one.interchange and one.group]
        if not own and file in set(result.claims["file"].unique().to_pylist()):
            raise AnswerError(
                f"{file}: not an X12 file with envelopes (ISA, GS, ST), so there is nobody to acknowledge to"
            )
        found += own
    if not found:
        raise AnswerError("there is no 837 transaction in the input to acknowledge")
    return found


def of_segment(transactions: Iterable[Transaction]) -> Callable[[str, int | None], Transaction | None]:
    """What finds the transaction that a segment of a file is in. Control numbers do not tell: a file may repeat them."""
    of_file: dict[str, list[Transaction]] = {}
    for one in transactions:
        of_file.setdefault(one.file, []).append(one)

    def find(file: str, segment: int | None) -> Transaction | None:
        own = of_file.get(file, [])
        at = bisect_right(own, segment or 0, key=lambda one: one.first) - 1
        return own[at] if at >= 0 and (segment or 0) < own[at].first + own[at].size else None

    return find


def text(value: str | None, most: int = 60, *, default: str = "") -> str:
    """A text for an element: without delimiters and control characters, at most `most` characters long."""
    return _NOT_TEXT.sub(" ", value or "").strip()[:most].strip() or default


def by_interchange(transactions: Iterable[Transaction]) -> Iterator[list[Transaction]]:
    """Transactions of one interchange together."""
    for _, group in groupby(transactions, key=lambda t: (t.file, t.interchange, t.sender, t.receiver)):
        yield list(group)


def by_group(transactions: Iterable[Transaction]) -> Iterator[list[Transaction]]:
    """Transactions of one functional group together."""
    for _, group in groupby(transactions, key=lambda t: (t.group, t.group_guide)):
        yield list(group)


class Answer:
    """An X12 stream as it is written: one interchange at a time, back to whom the claims came from."""

    def __init__(self, out: TextIO, dated: date, functional_id: str, guide: str) -> None:
        self._out, self._dated, self._functional_id, self._guide = out, dated, functional_id, guide
        self._interchanges = 0

    def interchange(self, answered: Transaction, sets: Iterable[list[Segment]]) -> None:
        """Write an interchange of one functional group with these transaction sets, each from ST02's successor to SE."""
        self._interchanges += 1
        control = f"{self._interchanges:09d}"
        sender, receiver = _party(answered.receiver), _party(answered.sender)
        usage = answered.usage if answered.usage in ("P", "T") else "P"
        day = self._dated.strftime("%Y%m%d")
        self._write(
            [
                "ISA",
                "00",
                " " * 10,
                "00",
                " " * 10,
                *sender,
                *receiver,
                day[2:],
                "0000",
                "^",
                "00501",
                control,
                "0",
                usage,
                ":",
            ]
        )
        application = (text(answered.application_receiver, 15), text(answered.application_sender, 15))
        names = [named or id_.strip() for named, (_, id_) in zip(application, (sender, receiver), strict=True)]
        self._write(["GS", self._functional_id, *names, day, "0000", str(self._interchanges), "X", self._guide])
        count = 0
        for count, segments in enumerate(sets, 1):
            number = f"{count:04d}"
            self._write(["ST", _SETS[self._functional_id], number, self._guide])
            for segment in segments:
                self._write(segment)
            self._write(["SE", str(len(segments) + 2), number])
        self._write(["GE", str(count), str(self._interchanges)])
        self._write(["IEA", "1", control])

    def _write(self, elements: Segment) -> None:
        line = "*".join(elements)
        self._out.write((line if elements[0] == "ISA" else line.rstrip("*")) + "~\n")


_SETS = {"HN": "277", "FA": "999"}


def _party(stated: tuple[str, str]) -> tuple[str, str]:
    qualifier, name = stated
    return qualifier if qualifier in _QUALIFIERS else "ZZ", f"{text(name, 15, default='UNKNOWN'):<15}"
