"""What our findings say of a denied line: the edits that fail, the changes that they tell, and marks of pairs and limits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow.compute as pc

from sightline.edits.rule.edit import Edit
from sightline.remits.result import Reconciled
from sightline.safe_fixes import is_safe

from .table import reasons

_FIXES = {"set_modifiers": "modifiers", "set_units": "units", "replace_code": "the code"}
_READ = (
    "claim_key", "line", "edit", "message", "status", "outdated", "evidence", "fix_action", "fix_value", "modifiers",
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A change of a line that one of our findings tells: action and value as in docs/json.md, in words, safe or not."""

    edit: str
    action: str
    value: str
    says: str
    safe: bool


class OfLine(NamedTuple):
    """Of one line: the message of each edit that fails on it or its claim, the changes for its reasons, and marks."""

    messages: dict[str, str]
    changes: tuple[Change, ...]
    marks: tuple[str, ...]


class _Finding(NamedTuple):
    edit: str
    message: str
    failing: bool
    carc: str
    marks: tuple[str, ...]
    change: Change | None


_NOTHING = OfLine({}, (), ())


class Findings:
    """The findings of a reconciliation's check by claim and line; a finding of a claim is one of each of its lines."""

    def __init__(self, found: Reconciled) -> None:
        self._by_line: dict[tuple[int, int], list[_Finding]] = {}
        check = found.priced.check
        if check is None:
            return
        edits = {edit.id: edit for edit in check.edits}
        grave = check.findings.filter(pc.not_equal(check.findings["status"], "info"))
        for row in grave.select([name for name in _READ if name in grave.column_names]).to_pylist():
            self._by_line.setdefault((row["claim_key"], row["line"] or 0), []).append(_finding(row, edits))

    def of(self, claim: int | None, line: int, given: Collection[tuple[str, str]]) -> OfLine:
        """What is found on a line (0: the claim as a whole) that has adjustments of these groups and reasons."""
        if claim is None:
            return _NOTHING
        mine = self._by_line.get((claim, line), ())
        of_claim = self._by_line.get((claim, 0), ()) if line else ()
        return _told([*mine, *of_claim], given) if mine or of_claim else _NOTHING


def _finding(row: dict[str, Any], edits: dict[str, Edit]) -> _Finding:
    evidence = dict(row["evidence"] or ())
    marks = tuple(f"{name}:{evidence[name]}" for name in ("indicator", "mai") if evidence.get(name))
    failing = row["status"] == "fail" or bool(row.get("outdated"))
    edit, action, value = row["edit"], row["fix_action"], row["fix_value"]
    change = None
    if failing and action in _FIXES and value is not None:
        change = Change(edit, action, value, f"set {_FIXES[action]} to {value or 'none'} ({edit})", is_safe(row, edits))
    return _Finding(edit, row["message"], failing, edits[edit].carc, marks, change)


def _told(findings: list[_Finding], given: Collection[tuple[str, str]]) -> OfLine:
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
    return OfLine(messages, tuple(changes.values()), tuple(marks))
