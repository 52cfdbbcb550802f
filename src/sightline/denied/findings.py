"""What our findings say of a denied line: the edits that fail, the changes that they call for, and marks of pairs and limits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.rule.edit import Edit
from sightline.remits.result import Reconciled
from sightline.safe_fixes import is_safe

from .columns import joined, numbered, place
from .table import reasons

_FIXES = {"set_modifiers": "modifiers", "set_units": "units", "replace_code": "the code"}
#: What is kept of the evidence, as marks.
_MARKED = ("indicator", "mai")
_STATED = ("edit", "status", "fix_action", "fix_value", "modifiers", "outdated")
_READ = ("claim_key", "line", "message", *_STATED, "evidence")


@dataclass(frozen=True)
class Change:
    """A change of a line that one of our findings calls for: action and value as in docs/json.md, in words, safe or not."""

    edit: str
    action: str
    value: str
    says: str
    safe: bool


class OfLine(NamedTuple):
    """Of one line: the edits that fail on it or its claim, changes for its reasons, and marks."""

    failing: tuple[str, ...]
    changes: tuple[Change, ...]
    marks: tuple[str, ...]


class _Finding(NamedTuple):
    edit: str
    failing: bool
    carc: str
    marks: tuple[str, ...]
    change: Change | None


class Findings:
    """The findings of a reconciliation's check by claim and line; a finding of a claim is one of each of its lines.

    What findings say is kept once, whatever lines they are on; what is found together on a line or a claim has a number.
    """

    def __init__(self, found: Reconciled) -> None:
        self._places = pa.array([], pa.int64())
        self._number = pa.array([], pa.int32())  # of what is found together at each place
        self._together: list[list[int]] = []  # the numbers of statements
        self._statements: list[_Finding] = []
        check = found.priced.check
        self._grave: pa.Table | None = None
        if check is None:
            return
        self._grave = _grave(check.findings)
        if not self._grave.num_rows:
            return
        edits = {edit.id: edit for edit in check.edits}
        stated, self._statements = _statements(self._grave, edits)
        placed = pa.table({"place": self._grave["place"], "number": stated})
        by_place = placed.group_by("place", use_threads=False).aggregate([("number", "list")])
        self._places, lists = by_place["place"].combine_chunks(), by_place["number_list"].combine_chunks()
        self._number, first = numbered(joined(lists))
        self._together = lists.take(first).to_pylist()

    def numbers(self, claim: pa.Array, line: pa.Array) -> tuple[pa.Array, pa.Array]:
        """The numbers of what is found on lines, and on their claims; null where nothing is, or the claim is not known."""
        whole = pc.if_else(pc.equal(line, 0), None, pa.scalar(0, line.type))
        own, of_claim = (pc.index_in(place(claim, each), self._places) for each in (line, whole))
        return self._number.take(own), self._number.take(of_claim)

    def of(self, numbers: tuple[int | None, int | None], given: Collection[tuple[str, str]]) -> OfLine:
        """What is found on a line, by the numbers of `numbers`, that has adjustments of these groups and reasons."""
        together = (each for number in numbers if number is not None for each in self._together[number])
        return _of_line([self._statements[each] for each in together], given)

    def messages(self, claim: int | None, line: int) -> dict[str, str]:
        """The message of each edit that fails on a line (0: the claim as a whole) or its claim."""
        if claim is None:
            return {}
        places = ((claim, line), (claim, 0)) if line else ((claim, 0),)
        return {edit: message for each in places for edit, message in self._failing.get(each, ())}

    @cached_property
    def _failing(self) -> dict[tuple[int, int], list[tuple[str, str]]]:
        """The edits that fail on each line and claim, with their messages."""
        failing: dict[tuple[int, int], list[tuple[str, str]]] = {}
        if self._grave is not None:
            shown = self._grave.filter(pc.or_(pc.equal(self._grave["status"], "fail"), self._grave["outdated"]))
            columns = (shown[name].to_pylist() for name in ("claim_key", "line", "edit", "message"))
            for claim, line, edit, message in zip(*columns, strict=True):
                failing.setdefault((claim, line or 0), []).append((edit, message))
        return failing


def _grave(findings: pa.Table) -> pa.Table:
    """The findings that are more than information, each with its place."""
    if "outdated" not in findings.column_names:
        findings = findings.append_column("outdated", pa.repeat(False, findings.num_rows))
    grave = findings.select(_READ).filter(pc.not_equal(findings["status"], "info"))
    return grave.append_column("place", place(grave["claim_key"], pc.fill_null(grave["line"], 0)))


def _statements(findings: pa.Table, edits: dict[str, Edit]) -> tuple[pa.Array, list[_Finding]]:
    """The number of what each finding says, and what that is: the columns of _STATED, the marks, and the evidence where a fix
    may be safe by it."""
    marks = [pc.map_lookup(findings["evidence"], name, "last") for name in _MARKED]
    shown = pc.if_else(pc.equal(findings["fix_action"], "set_modifiers"), findings["evidence"], None)
    known: dict[tuple[Any, ...], int] = {}
    evidence = [known.setdefault(tuple(each), len(known)) if each else None for each in shown.to_pylist()]
    columns = [*(findings[name] for name in _STATED), *marks, pa.array(evidence, pa.int32())]
    numbers, first = numbered(*columns)
    of_evidence = list(known)
    return numbers, [
        _finding(dict(zip(_STATED, values, strict=False)), marked, of_evidence[at] if at is not None else (), edits)
        for *values, marked, at in zip(
            *(column.take(first).to_pylist() for column in columns[: len(_STATED)]),
            zip(*(mark.take(first).to_pylist() for mark in marks), strict=True),
            columns[-1].take(first).to_pylist(),
            strict=True,
        )
    ]


def _finding(stated: dict[str, Any], marked: tuple[str | None, ...], evidence: Any, edits: dict[str, Edit]) -> _Finding:
    """A finding by what it says, as _statements has it."""
    edit, action, value = stated["edit"], stated["fix_action"], stated["fix_value"]
    marks = tuple(f"{name}:{mark}" for name, mark in zip(_MARKED, marked, strict=True) if mark)
    failing = stated["status"] == "fail" or bool(stated["outdated"])
    change = None
    if failing and action in _FIXES and value is not None:
        says = f"set {_FIXES[action]} to {value or 'none'} ({edit})"
        change = Change(edit, action, value, says, is_safe({**stated, "evidence": evidence}, edits))
    return _Finding(edit, failing, edits[edit].carc, marks, change)


def _of_line(findings: list[_Finding], given: Collection[tuple[str, str]]) -> OfLine:
    """What findings tell of a line: a change counts where its edit names one of the line's reasons, or one of their kind."""
    known = reasons()
    stated = {reason for _, reason in given}
    kinds = {known[reason][0] for reason in stated if reason in known}
    changes: dict[tuple[str, str, str], Change] = {}
    marks: dict[str, None] = {}
    for each in findings:
        marks.update(dict.fromkeys(each.marks))
        change = each.change
        if change is not None and (each.carc in stated or (each.carc in known and known[each.carc][0] in kinds)):
            marks["fix"] = None
            changes.setdefault((change.edit, change.action, change.value), change)
    failing = dict.fromkeys(each.edit for each in findings if each.failing)
    return OfLine(tuple(failing), tuple(changes.values()), tuple(marks))
