"""Write some claims of an 837P as an 837P of their own: their segments byte for byte, with the envelope and the billing
providers, subscribers and patients that they have; hierarchical numbers (HL) and counts (SE, GE, IEA) are made anew.

X12 005010X222A1: HL01 counts from 1 in each transaction, HL02 names the parent's, HL04 is 1 where levels follow below.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from sightline.claims.x12.raw import Raw, raw_of

#: How deep each level is (HL03): billing provider, subscriber, patient.
_DEPTH = {"20": 0, "22": 1, "23": 2}


@dataclass
class _Level:
    """A level of the hierarchy with its own segments, its claims that are kept, and the levels below it."""

    own: list[Raw]
    depth: int
    kept: list[Raw] = field(default_factory=list)
    below: list[_Level] = field(default_factory=list)
    in_claim: bool = False
    keeping: bool = False

    def add(self, segment: Raw, claims: Collection[int]) -> None:
        """Take a segment of this level, or of a claim of it."""
        if segment.key == "CLM":
            self.in_claim, self.keeping = True, segment.number in claims
        if not self.in_claim:
            self.own.append(segment)
        elif self.keeping:
            self.kept.append(segment)

    def pruned(self) -> bool:
        """Leave out the levels below that have no claim; whether there is one at all."""
        self.below = [level for level in self.below if level.pruned()]
        return bool(self.kept or self.below)

    def segments(self, parent: str, numbers: Iterator[int]) -> Iterator[Raw]:
        """The segments of the level and those below, with new hierarchical numbers."""
        number = str(next(numbers)) if self.depth >= 0 else ""
        if number:
            head = {1: number} | ({2: parent} if parent or self.own[0].elements[2:3] not in ([], [""]) else {})
            if len(self.own[0].elements) > 4:
                head[4] = "1" if self.below else "0"
            yield self.own[0].having(head)
        yield from self.own[1 if number else 0 :]
        yield from self.kept
        for level in self.below:
            yield from level.segments(number, numbers)


class _Writer:
    """Segments in, those of the claims that are kept out; envelopes are written once they have something to hold."""

    def __init__(self, target: BinaryIO, claims: Collection[int]) -> None:
        self.target, self.claims = target, claims
        self.claims_written = 0
        self.held: dict[str, Raw | None] = {"ISA": None, "GS": None}  # not written yet
        self.begun = {"ISA": False, "GS": False}
        self.counts = {"ISA": 0, "GS": 0}  # groups of the interchange, transactions of the group
        self.root = _Level([], -1)
        self.path = [self.root]

    def take(self, segment: Raw) -> None:
        """The next segment of the file."""
        if segment.key in ("ISA", "GS", "ST"):
            self.end(None)
        if segment.key in ("ISA", "GS"):
            self.held[segment.key] = segment
            self.begun[segment.key], self.counts[segment.key] = False, 0
        elif segment.key == "SE":
            self.end(segment)
        elif segment.key in ("GE", "IEA"):
            self.end(None)
            opened = "GS" if segment.key == "GE" else "ISA"
            if self.begun[opened]:
                self.target.write(segment.having({1: str(self.counts[opened])}).data)
            self.held[opened], self.begun[opened] = None, False
        elif segment.key == "HL":
            depth = _DEPTH.get("".join(segment.elements[3:4]), 0)
            while self.path[-1].depth >= depth:
                self.path.pop()
            level = _Level([segment], depth)
            self.path[-1].below.append(level)
            self.path.append(level)
        else:
            self.path[-1].add(segment, self.claims)

    def end(self, se: Raw | None) -> None:
        """Write the transaction that was read, when there is something of it to keep."""
        if self.root.pruned():
            numbers = iter(range(1, 1 << 40))
            segments = list(self.root.segments("", numbers))
            self.counts["ISA"] += self.held["GS"] is not None
            self.counts["GS"] += 1
            for name, head in self.held.items():
                if head is not None:
                    self.target.write(head.data)
                    self.held[name], self.begun[name] = None, True
            self.claims_written += sum(segment.key == "CLM" for segment in segments)
            for segment in segments:
                self.target.write(segment.data)
            if se is not None:
                self.target.write(se.having({1: str(len(segments) + 1)}).data)
        self.root = _Level([], -1)
        self.path = [self.root]


def extract(source: Path, target: BinaryIO, claims: Collection[int]) -> int:
    """Write the claims whose CLM is one of the segments `claims` (from 1) of the 837P at `source`; how many were found.

    What is no transaction with such a claim is left out. See rewrite.require_837p for what can be read.
    """
    writer = _Writer(target, claims)
    for segment in raw_of(source):
        writer.take(segment)
    writer.end(None)
    return writer.claims_written
