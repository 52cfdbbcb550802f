"""The envelopes around claims: interchange, group and transaction, their counts, and what kind of claim they hold."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from sightline.claims.issues import Envelope
from sightline.claims.values import day

Elements = list[str]

#: The guide in ST03 or GS08, without addenda: what the claims are. X12 implementation guides of 005010 and 004010.
GUIDES = {
    "X222": "professional",
    "X098": "professional",
    "X291": "professional",
    "X298": "professional",
    "X223": "institutional",
    "X096": "institutional",
    "X292": "institutional",
    "X299": "institutional",
    "X224": "dental",
    "X097": "dental",
    "X293": "dental",
    "X300": "dental",
}
UNUSUAL = {"X291": "a predetermination", "X298": "post-adjudicated claims data"}
LETTERS = {"institutional": "837I", "dental": "837D", "professional": "837P"}

#: ST01: what else comes in X12 files.
TRANSACTIONS = {
    "270": "an eligibility inquiry",
    "271": "an eligibility response",
    "276": "a claim status request",
    "277": "a claim status response or acknowledgment",
    "278": "an authorization request",
    "820": "a premium payment",
    "834": "an enrollment",
    "835": "a remittance",
    "997": "a functional acknowledgment",
    "999": "an implementation acknowledgment",
}


class Envelopes:
    """The envelopes as they stand; `numbers` are the control numbers of the interchange, group and transaction."""

    def __init__(self, note: Callable[..., None], start: Callable[[], None], segment: Callable[[int], int]) -> None:
        self.numbers: Envelope = ("", "", "")
        self.stamp: tuple[str, str, str, int | None] = ("", "", "", None)  # the numbers, and the latest date stated
        self._dates: dict[str, int | None] = {}  # by the segment that states it
        self._note = note
        self._start = start  # of a transaction
        self._segment = segment  # number in the file of a segment of the run
        self._groups = self._transactions = 0
        self._opened: dict[str, str] = {}  # open envelopes: identifier and control number
        self._first = 0
        self._code = self._version = self._group_version = ""
        self.kind = ""  # what the envelopes say that the claims are
        self._contradictions: set[str] = set()
        self._guides: set[str] = set()
        self._aside: dict[tuple[str, str], list[int]] = {}  # what (around "claims") → count, segment and byte of first
        self._others: dict[str, int] = {}  # transactions that are not 837
        self._enveloped = False  # an envelope was opened
        self._any = False  # an 837, or segments without a transaction
        self.handlers: dict[str, Callable[[Elements, int], None] | None] = {
            "ISA": self._isa,
            "GS": self._gs,
            "ST": self._st,
            "SE": self._se,
            "GE": self._ge,
            "IEA": self._iea,
            "BHT": self._bht,
            "TA1": None,
        }

    def checkpoint(self) -> dict[str, Any]:
        """What stands now, but for the segment at which a transaction started."""
        return {name: deepcopy(getattr(self, name)) for name in STANDING}

    def resume(self, checkpoint: dict[str, Any]) -> None:
        """Go on from what stood elsewhere."""
        vars(self).update(deepcopy(checkpoint))

    # what the claims are

    @property
    def foreign(self) -> bool:
        """Whether this is in a transaction other than 837."""
        return self._code not in ("837", "")

    def guide(self) -> str:
        """The implementation guide that ST03 names, else GS08."""
        return self._version or self._group_version

    @property
    def outside(self) -> bool:
        """Whether this is outside any transaction, in a file that has envelopes."""
        return self._enveloped and "ST" not in self._opened

    @property
    def plain(self) -> bool:
        """Whether claims are read here without a word."""
        return self.kind in ("", "professional") and not self.outside

    def _stated_kind(self) -> str:
        """professional, institutional or dental as the envelopes say; what else ST01 names; "" when they do not say."""
        if self.foreign:
            return TRANSACTIONS.get(self._code, "other")
        for version in (self._version, self._group_version):
            for guide, kind in GUIDES.items():
                if guide in version:
                    return kind
        return ""

    def named(self) -> str:
        """The transaction by its kind and guide."""
        if self.foreign:
            return f"ST01 = {self._code}"
        return f"{LETTERS.get(self.kind, '837')} ({self.guide()})"

    def contradicted(self) -> bool:
        """Whether the envelopes say that claims with SV1 lines are not professional; once for each name."""
        if self.kind in ("", "professional") or self.named() in self._contradictions:
            return False
        self._contradictions.add(self.named())
        return True

    def set_aside(self, kind: str, segment: int, byte: int) -> None:
        """Count a claim that is not professional."""
        if kind in LETTERS:
            guide = self.guide() if kind == self.kind else ""
            what = (f"{kind} ", f" ({LETTERS[kind]}{', ' + guide if guide else ''}) set aside: not professional")
        else:
            what = ("", f" in a transaction that is no claim (ST01 = {self._code}) set aside")
        self._aside.setdefault(what, [0, segment, byte])[0] += 1

    # envelopes

    def close(self, claims: int, add: Callable[[str, int, int], None]) -> None:
        """Say what was still open, what was set aside, and what the file holds when it holds no claims."""
        for key in ("ST", "GS", "ISA"):
            self._unclosed(key, -1)
        for (before, after), (count, segment, byte) in self._aside.items():
            claim = "claim" if count == 1 else "claims"
            add(f"{count:,} {before}{claim}{after}", segment, byte)
        if self._others and not claims and not self._any:
            names = [f"{TRANSACTIONS.get(code, 'a transaction')} (ST01 = {code})" for code in self._others]
            add(f"not a claim file: it holds {', '.join(names[:3])}", 0, 0)
        elif not claims:
            add("there is no claim in it (no CLM segment)", 0, 0)

    def _unclosed(self, key: str, index: int) -> None:
        number = self._opened.pop(key, None)
        if number is not None:
            self._note("{} {} is not closed ({} is missing)", index, key, number, CLOSES[key])

    def _closed(self, key: str, number: str, index: int) -> bool:
        """Whether `key` was open; says so when it was not or when the control numbers differ."""
        opened = self._opened.pop(key, None)
        if opened is None:
            self._note("{} without {}", index, CLOSES[key], key)
            return False
        if opened.strip().lstrip("0") != number.strip().lstrip("0"):
            self._note("control number {} in {} differs from {} in {}", index, number, CLOSES[key], opened, key)
        return True

    def _count(self, stated: str, counted: int, what: str, index: int) -> None:
        if not (stated.isascii() and stated.isdigit() and int(stated[:9]) == counted):
            self._note("{} is not the number of {}, {:,}", index, COUNTS[what], what, counted)

    def _isa(self, e: Elements, index: int) -> None:
        for key in ("ST", "GS", "ISA"):
            self._unclosed(key, index)
        self.numbers = (e[13].strip() if len(e) > 13 else "", "", "")
        self._opened["ISA"] = self.numbers[0]
        self._enveloped = True
        self._groups = 0
        self._code = self._version = self._group_version = ""
        self._dates = {"ISA": day("20" + e[9].strip()) if len(e) > 13 else None}
        self._restamp()
        self._start()
        self.kind = self._stated_kind()

    def _gs(self, e: Elements, index: int) -> None:
        for key in ("ST", "GS"):
            self._unclosed(key, index)
        self.numbers = (self.numbers[0], e[6], "")
        self._opened["GS"] = e[6]
        self._enveloped = True
        self._groups += 1
        self._transactions = 0
        self._group_version = e[8].upper()
        self._code = self._version = ""
        self._dates |= {"GS": day(e[4]), "BHT": None}
        self._restamp()
        self._start()
        self.kind = self._stated_kind()

    def _st(self, e: Elements, index: int) -> None:
        self._unclosed("ST", index)
        self.numbers = (self.numbers[0], self.numbers[1], e[2])
        self._opened["ST"] = e[2]
        self._enveloped = True
        self._transactions += 1
        self._first = self._segment(index)
        self._code, self._version = e[1], e[3].upper()
        self._dates["BHT"] = None
        self._restamp()
        self._start()
        self.kind = self._stated_kind()
        if e[1] == "837":
            self._any = True
            for guide, what in UNUSUAL.items():
                if guide in self.guide() and guide not in self._guides:
                    self._guides.add(guide)
                    self._note("{} is {}, read as professional claims", index, self.guide(), what)
        else:
            self._others[e[1][:3]] = self._others.get(e[1][:3], 0) + 1

    def _bht(self, e: Elements, index: int) -> None:
        self._dates["BHT"] = day(e[4])
        self._restamp()

    def _restamp(self) -> None:
        """Renew the stamp. Of the dates the latest counts: a clearing house makes envelopes anew when it sends claims on."""
        self.stamp = (*self.numbers, max((each for each in self._dates.values() if each is not None), default=None))

    def _se(self, e: Elements, index: int) -> None:
        if self._closed("ST", e[2], index):
            self._count(e[1], self._segment(index) - self._first + 1, "segments", index)

    def _ge(self, e: Elements, index: int) -> None:
        self._unclosed("ST", index)
        if self._closed("GS", e[2], index):
            self._count(e[1], self._transactions, "transactions", index)

    def _iea(self, e: Elements, index: int) -> None:
        for key in ("ST", "GS"):
            self._unclosed(key, index)
        if self._closed("ISA", e[2], index):
            self._count(e[1], self._groups, "groups", index)
        self._start()  # what comes after it belongs to no billing provider and no patient of before


STANDING = (
    "numbers", "stamp", "kind", "_dates", "_groups", "_transactions", "_opened", "_code", "_version", "_group_version",
    "_contradictions", "_guides", "_aside", "_others", "_enveloped", "_any",
)  # fmt: skip
CLOSES = {"ST": "SE", "GS": "GE", "ISA": "IEA"}
COUNTS = {"segments": "SE01", "transactions": "GE01", "groups": "IEA01"}
