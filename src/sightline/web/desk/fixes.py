"""What the fixes of many findings would change, line by line, before anything is changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.result import Result
from sightline.safe_fixes import composed, planned
from sightline.web.desk.changes import Draft

_FIELD = {"set_modifiers": "modifiers", "replace_code": "code", "set_units": "units"}
_MODIFIERS = [f"modifier_{n}" for n in range(1, 5)]


@dataclass(frozen=True)
class Proposal:
    """A change to one line that fixes findings of `edits`: the field and what it has before and after, as texts.

    `draft` is the change, and None where `why` says what is in its way.
    """

    claim_key: int
    claim: str
    line: int
    code: str
    edits: tuple[str, ...]
    field: str
    before: str
    after: str
    draft: Draft | None
    why: str = ""

    @property
    def place(self) -> str:
        """The line, as a form names it."""
        return f"{self.claim_key}.{self.line}"


def safe(result: Result, numbers: Sequence[int]) -> list[Proposal]:
    """The purely formal fixes of the lines that findings (places in the result) are about."""
    found = result.findings.select(["claim_key", "fix_line", "edit"]).take(pa.array(numbers, pa.int64())).to_pylist()
    about = {(row["claim_key"], row["fix_line"]): row for row in found}
    return [
        Proposal(
            each.claim_key, each.claim, each.line, each.code, each.edits, "modifiers", " ".join(each.before),
            " ".join(each.after),
            None if each.reason else Draft((f"{each.line}.modifiers={' '.join(each.after)}",)), each.reason,
        )
        for each in planned(result, {row["edit"] for row in found})
        if (each.claim_key, each.line) in about
    ]  # fmt: skip


def all_of(result: Result, numbers: Sequence[int]) -> list[Proposal]:
    """The fixes of findings (places in the result), those that a person must judge included, a line each."""
    found = result.findings.take(pa.array(numbers, pa.int64()))
    found = found.filter(pc.is_valid(found["fix_action"]))
    of_line: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for row in found.to_pylist():
        of_line.setdefault((row["claim_key"], row["fix_line"] or row["line"]), []).append(row)
    keys = pa.array(sorted({key for key, _ in of_line}), pa.int64())
    lines = result.lines.filter(pc.is_in(result.lines["claim_key"], keys)).to_pylist()
    by_place = {(line["claim_key"], line["line_no"]): line for line in lines}
    return [_proposal(by_place[place], rows) for place, rows in of_line.items() if place in by_place]


def _proposal(line: dict[str, Any], rows: list[dict[str, Any]]) -> Proposal:
    """The change that the fixes of some findings on a line are."""
    edits = tuple(sorted({row["edit"] for row in rows}))
    stated = {(row["fix_action"], row["fix_value"] or "") for row in rows}
    actions = {action for action, _ in stated}
    action = rows[0]["fix_action"]
    before = _stated(line, action)
    value: str | None = rows[0]["fix_value"] or ""
    if len(stated) > 1:
        each = [value.split() for _, value in stated]
        joint = composed(before.split(), each) if actions == {"set_modifiers"} else None
        value = None if joint is None else " ".join(joint)
    number = line["line_no"]
    start = (line["claim_key"], rows[0]["claim"], number, line["code"], edits, _FIELD.get(action, "line"), before)
    if value is None:
        return Proposal(*start, "", None, f"{' and '.join(edits)} would change the line in different ways")
    if action == "remove_line":
        return Proposal(*start, "taken out", Draft(remove=(number,)))
    return Proposal(*start, value, Draft((f"{number}.{_FIELD[action]}={value}",)))


def _stated(line: dict[str, Any], action: str) -> str:
    """What of a line a fix would change."""
    modifiers = " ".join(line[name] for name in _MODIFIERS if line[name])
    if action == "set_units":
        return "" if line["units"] is None else f"{line['units'].normalize():f}"
    code = str(line["code"])
    return {"set_modifiers": modifiers, "replace_code": code}.get(action, f"{code} {modifiers}".strip())
