"""What changed between two results, or between two stores for the same claims: for people and as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any, TextIO

from sightline.edits.after.baseline import PLACES, Difference
from sightline.outputs import as_json
from sightline.outputs.check.record import release
from sightline.reference.changes import Change, Compared


def write_json(found: Difference, out: TextIO, *, compared: Iterable[Compared] | None = None) -> None:
    """Write the findings that appeared, went and changed, and with `compared` what changed in the reference."""
    document: dict[str, Any] = {
        "summary": _counts(found),
        "appeared": found.appeared,
        "gone": found.gone,
        "changed": [{"old": old, "new": new} for old, new in found.changed],
    }
    if compared is not None:
        document["reference"] = [
            {
                "kind": each.kind,
                "old": release(each.old) if each.old else None,
                "new": release(each.new) if each.new else None,
                "changes": [{"what": c.what, "key": list(c.key), "old": c.old, "new": c.new} for c in each.changes],
            }
            for each in compared
        ]
    as_json.write(document, out, indent=1)


def write_text(found: Difference, out: TextIO, *, compared: Iterable[Compared] | None = None, width: int = 100) -> None:
    """Write the same for people: reference first, then findings, then the counts."""
    page = _Page(out, width)
    for each in compared or ():
        _reference(page, each)
    for title, findings in (("appeared", found.appeared), ("gone", found.gone)):
        if findings:
            page.write(f"{title}:")
        for finding in findings:
            _finding(page, finding)
    if found.changed:
        page.write("changed:")
    for old, new in found.changed:
        _finding(page, new, before=old)
    counts = _counts(found)
    page.write(", ".join(f"{counts[name]:,} {name}" for name in counts))


def _counts(found: Difference) -> dict[str, int]:
    return {
        "appeared": len(found.appeared),
        "gone": len(found.gone),
        "changed": len(found.changed),
        "same": found.same,
    }


class _Page:
    """Where lines go, wrapped to a width."""

    def __init__(self, out: TextIO, width: int) -> None:
        self._out, self._width = out, max(width, 60)

    def write(self, text: str, indent: int = 0, hang: int = 0) -> None:
        lines = textwrap.wrap(text, self._width - indent, subsequent_indent=" " * hang, break_long_words=False)
        for line in lines or [""]:
            self._out.write(" " * indent + line + "\n")


def _reference(page: _Page, each: Compared) -> None:
    names = [side.name if side else "none" for side in (each.old, each.new)]
    page.write(f"{each.title}, {names[0]} → {names[1]}:")
    if each.old is None or each.new is None:
        page.write("only one store has it", 2)
    elif not each.changes:
        page.write("nothing changed for the codes billed", 2)
    for change in each.changes:
        page.write(_change(change), 2, 2)


def _change(change: Change) -> str:
    key = " / ".join(part for part in change.key if part)
    if change.what == "added":
        return f"{key} added: {_values(change.new)}"
    if change.what == "removed":
        return f"{key} removed: {_values(change.old)}"
    parts = [f"{_words(name)} {was or 'none'} → {change.new[name] or 'none'}" for name, was in change.old.items()]
    return f"{key} {change.what}: {', '.join(parts)}"


def _values(row: dict[str, str]) -> str:
    return ", ".join(f"{_words(name)} {text}" for name, text in row.items() if text)


def _words(name: str) -> str:
    return name.replace("effective_from", "from").replace("effective_to", "to").replace("_", " ")


def _finding(page: _Page, finding: dict[str, Any], before: dict[str, Any] | None = None) -> None:
    line = f" line {finding['line']}" if finding["line"] is not None else ""
    status = finding["status"]
    if before is not None and before["status"] != status:
        status = f"{before['status']} → {status}"
    page.write(f"{finding['claim']}{line}  {finding['edit']}  {status}  {finding['message']}", 2, 4)
    if before is not None:
        for name, was, now in _evidence(before, finding):
            page.write(f"{_words(name)} {was or 'none'} → {now or 'none'}", 6)


def _evidence(old: dict[str, Any], new: dict[str, Any]) -> Iterable[tuple[str, str, str]]:
    """The values that are not what they were."""
    was, now = (side["evidence"]["values"] for side in (old, new))
    for name in dict.fromkeys([*was, *now]):
        if name not in PLACES and (was.get(name) or "") != (now.get(name) or ""):
            yield name, was.get(name) or "", now.get(name) or ""
