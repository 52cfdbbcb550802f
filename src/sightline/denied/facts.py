"""The facts of one adjustment that the tables decide by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from .table import reasons, remarks

MEDICARE, OTHER = "medicare", "other"
#: Kinds of reasons that one finding explains where its own reason (CARC) is of them.
_EXPLAINED = frozenset({"bundled", "units", "exhausted"})


@dataclass(frozen=True)
class Facts:
    """One adjustment of a line, and what the claim, the findings, the records and the other remittances say of the line.

    `payer` is "medicare" or "other". `findings` are the ids of edits that fail on the line; `marks` are what else holds,
    in the words of docs/denials.md: fix, indicator:0, mai:2, secondary, primary, forwarded, paid-before, original-open,
    authorization, accepted-in-time, decided-in-time, underpaid, report:supports, report:contradicts.
    """

    payer: str
    group: str
    reason: str
    remarks: frozenset[str] = frozenset()
    modifiers: frozenset[str] = frozenset()
    findings: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()

    @property
    def shared(self) -> frozenset[str]:
        """The facts that all adjustments of a line share, as the tables name them."""
        others = (_of_modifiers(self.modifiers), _of_findings(self.findings))
        return _of_remarks(self.remarks).union(self.marks, *others)


def own_words(payer: str, group: str, reason: str) -> frozenset[str]:
    """The facts of an adjustment alone, as the tables name them."""
    return frozenset((f"payer:{payer}", f"group:{group}", f"carc:{reason}", f"kind:{kind_of(reason)}"))


def kind_of(reason: str) -> str:
    """The kind of an adjustment reason; "" where the tables do not know the code."""
    return reasons().get(reason, ("", ""))[0]


def explained(reason: str, findings: frozenset[str]) -> bool:
    """Whether one of the findings explains an adjustment, though it names another reason of the kind."""
    kind = kind_of(reason)
    return kind in _EXPLAINED and kind in kinds_of(findings)


@lru_cache(10_000)
def _of_remarks(codes: frozenset[str]) -> frozenset[str]:
    known = remarks()
    return frozenset(
        [*(f"rarc:{each}" for each in codes), *(f"remark:{known[each][0]}" for each in codes if each in known)]
    )


@lru_cache(10_000)
def _of_modifiers(modifiers: frozenset[str]) -> frozenset[str]:
    return frozenset(f"mod:{each}" for each in modifiers)


@lru_cache(10_000)
def _of_findings(edits: frozenset[str]) -> frozenset[str]:
    return frozenset(f"finding:{each}" for each in edits)


@lru_cache(10_000)
def kinds_of(findings: frozenset[str]) -> frozenset[str]:
    """The kinds of reasons for which a payer denies what these edits find."""
    by_edit = _kinds()
    return frozenset(by_edit[edit] for edit in findings if edit in by_edit)


@cache
def _kinds() -> dict[str, str]:
    """The kind of the adjustment reason that each edit of the catalogue names."""
    from sightline.edits.rule.load import load

    known = reasons()
    return {edit.id: known[edit.carc][0] for edit in load() if edit.carc in known}
