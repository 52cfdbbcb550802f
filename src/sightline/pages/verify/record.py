"""What a verification says: one judgement for each code that the document names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sightline.pages.record import Cite
from sightline.pages.verify.find.mention import Mention

#: From the worst to the best.
VERDICTS = {
    "wrong": "the reference says otherwise",
    "look": "not wrong as far as it goes, but it leaves something out",
    "not checked": "no loaded data can tell",
    "label not read": "nothing against the code; the file has no label of it that could be read and held against it",
    "agrees": "nothing against it",
}


class Remark(NamedTuple):
    """One thing about a mention: the check, its verdict, a sentence, and where it is published."""

    check: str  # exists, label, deleted, billable, applies, duplicate, pair, payable
    verdict: str
    text: str
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True)
class Judged:
    """A mention with its official title (or our label, `ours`) and what is to be said of it."""

    mention: Mention
    title: str
    ours: bool
    remarks: tuple[Remark, ...]

    @property
    def verdict(self) -> str:
        """The worst of the remarks; agrees without any."""
        verdicts = {remark.verdict for remark in self.remarks}
        return next((verdict for verdict in VERDICTS if verdict in verdicts), "agrees")


@dataclass(frozen=True)
class Verified:
    """A whole document: the procedure that it is about ("" for none), the date, and every mention judged."""

    file: str
    subject: str
    on: date
    judged: tuple[Judged, ...]

    def count(self, verdict: str) -> int:
        """How many mentions have this verdict."""
        return sum(one.verdict == verdict for one in self.judged)
