"""What our findings say of a denied line: the edits that fail, the changes that they call for, and marks of pairs and limits."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.rule.edit import Edit
from sightline.remits.result import Reconciled
from sightline.safe_fixes import is_safe

from .table import reasons

_FIXES = {"set_modifiers": "modifiers", "set_units": "units", "replace_code": "the code"}
#: What is kept of the evidence, as marks.
_MARKED = ("indicator", "mai")
_STATED = ("edit", "message", "status", "fix_action", "fix_value", "modifiers")
_READ = ("claim_key", "line", *_STATED, "outdated", "evidence")


@dataclass(frozen=True)
class Change:
    """A change of a line that one of our findings calls for: action and value as in docs/json.md, in words, safe or not."""

    edit: str
    action: str
    value: str
    says: str
    safe: bool


class OfLine(NamedTuple):
    """Of one line: the message of each edit that fails on it or its claim, these edits, changes for its reasons, and marks."""

    messages: dict[str, str]
    failing: frozenset[str]
    changes: tuple[Change, ...]
    marks: tuple[str, ...]


class _Finding(NamedTuple):
    edit: str
    message: str
    failing: bool
    carc: str
    marks: tuple[str, ...]
    change: Change | None


_NOTHING = OfLine({}, frozenset(), (), ())


class Findings:
    """The findings of a reconciliation's check by claim and line; a finding of a claim is one of each of its lines.

    What findings say is kept once, whatever lines they are on, and so is what they tell together of lines with the same reasons.
    """

    def __init__(self, found: Reconciled) -> None:
        self._by_line: dict[tuple[int, int], tuple[int, ...]] = {}  # the numbers of statements
        self._statements: list[_Finding] = []
        self._of_line: dict[tuple[Any, ...], OfLine] = {}
        check = found.priced.check
        if check is None:
            return
        edits = {edit.id: edit for edit in check.edits}
        read = [name for name in _READ if name in check.findings.column_names]
        grave = check.findings.select(read).filter(pc.not_equal(check.findings["status"], "info"))
        numbers: dict[tuple[Any, ...], int] = {}
        own = pa.array([numbers.setdefault(statement, len(numbers)) for statement in _statements(grave)], pa.int32())
        self._statements = [_finding(statement, edits) for statement in numbers]
        placed = pa.table({"claim": grave["claim_key"], "line": pc.fill_null(grave["line"], 0), "number": own})
        by_line = placed.group_by(["claim", "line"], use_threads=False).aggregate([("number", "list")])
        places = zip(by_line["claim"].to_pylist(), by_line["line"].to_pylist(), strict=True)
        self._by_line = dict(zip(places, map(tuple, by_line["number_list"].to_pylist()), strict=True))

    def of(self, claim: int | None, line: int, given: Collection[tuple[str, str]]) -> OfLine:
        """What is found on a line (0: the claim as a whole) that has adjustments of these groups and reasons."""
        if claim is None:
            return _NOTHING
        numbers = self._by_line.get((claim, line), ())
        if line:
            numbers += self._by_line.get((claim, 0), ())
        if not numbers:
            return _NOTHING
        same = (numbers, *given)
        of_line = self._of_line.get(same)
        if of_line is None:
            of_line = self._of_line[same] = _of_line([self._statements[number] for number in numbers], given)
        return of_line


def _statements(findings: pa.Table) -> Iterator[tuple[Any, ...]]:
    """What each finding says: the columns of _STATED, whether its release is outdated, the marks, and the evidence where a fix
    may be safe by it."""
    stated = [findings[name].to_pylist() for name in _STATED]
    outdated = findings["outdated"] if "outdated" in findings.column_names else pa.repeat(False, findings.num_rows)
    marks = [pc.map_lookup(findings["evidence"], name, "last").to_pylist() for name in _MARKED]
    shown = pc.if_else(pc.equal(findings["fix_action"], "set_modifiers"), findings["evidence"], None).to_pylist()
    evidence = (tuple(each) if each else () for each in shown)
    return zip(*stated, outdated.to_pylist(), zip(*marks, strict=True), evidence, strict=True)


def _finding(statement: tuple[Any, ...], edits: dict[str, Edit]) -> _Finding:
    """A finding by what it says, as _statements has it."""
    edit, message, status, action, value, modifiers, outdated, marked, evidence = statement
    marks = tuple(f"{name}:{mark}" for name, mark in zip(_MARKED, marked, strict=True) if mark)
    failing = status == "fail" or bool(outdated)
    change = None
    if failing and action in _FIXES and value is not None:
        row = {"edit": edit, "evidence": evidence, "fix_action": action, "fix_value": value, "modifiers": modifiers}
        change = Change(edit, action, value, f"set {_FIXES[action]} to {value or 'none'} ({edit})", is_safe(row, edits))
    return _Finding(edit, message, failing, edits[edit].carc, marks, change)


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
    messages = {each.edit: each.message for each in findings if each.failing}
    return OfLine(messages, frozenset(messages), tuple(changes.values()), tuple(marks))
