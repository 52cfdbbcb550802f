"""Overrides: findings that somebody has looked at and lets stand, in a file to which lines are only ever added.

Each line is a JSON object: what the finding is bound to (edits/after/bound.py), `user`, `reason`, and `expires`, the last day
on which it holds. Of two lines for the same finding the later one counts.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from sightline.durable import sync_folder
from sightline.edits.after.bound import Bound, bound_to
from sightline.edits.result import Result
from sightline.errors import SightlineError

OVERRIDE = pa.struct([pa.field("user", pa.string()), pa.field("reason", pa.string()), pa.field("expires", pa.date32())])
_TEXTS = ("edit", "claim", "provider", "fingerprint", "user", "reason")
_NEVER_EMPTY = ("edit", "fingerprint", "user", "reason")


class OverrideError(SightlineError):
    """An override cannot be read or written; the message names the file and line and says what is wrong."""


@dataclass(frozen=True)
class Override:
    """One decision to let a finding stand: which, by whom, why, and until when (that day included)."""

    bound: Bound
    user: str
    reason: str
    expires: date

    def as_dict(self) -> dict[str, Any]:
        """The override as the log holds it, dates as texts."""
        bound = self.bound._asdict()
        if self.bound.date:
            bound["date"] = self.bound.date.isoformat()
        return {**bound, "user": self.user, "reason": self.reason, "expires": self.expires.isoformat()}


def read_overrides(path: Path) -> list[Override]:
    """The overrides in a file, in its order. Raises OverrideError naming the line that is not one."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise OverrideError(f"{path}: {(why or 'cannot be read').lower()}") from None
    return [parsed(line, f"{path}:{number}") for number, line in enumerate(text.split("\n"), 1) if line.strip()]


def append_override(path: Path, override: Override) -> None:
    """Add an override at the end of a file; see append_overrides."""
    append_overrides(path, [override])


def append_overrides(path: Path, overrides: Iterable[Override]) -> None:
    """Add overrides at the end of a file, made when absent, and wait until they are on the disk.

    What is in the file is never rewritten. Raises OverrideError when they cannot be written.
    """
    lines = "".join(json.dumps(each.as_dict(), ensure_ascii=False) + "\n" for each in overrides)
    try:
        isnew = not path.exists()
        if not isnew and not _ends_with_line(path):
            lines = "\n" + lines  # an earlier writer was cut short: its piece stays a line of its own
        with path.open("ab", buffering=0) as out:
            data = lines.encode()
            if out.write(data) != len(data):
                raise OverrideError(f"{path}: the disk is full; the last line is not whole")
            os.fsync(out.fileno())
        if isnew:
            sync_folder(path.absolute().parent)
    except OSError as error:
        raise OverrideError(f"{path}: {(error.strerror or str(error)).lower()}") from None


def withdrawn(override: Override, user: str, on: date) -> Override:
    """What ends an override when it is added after it: the same finding, with a last day before `on`."""
    return Override(override.bound, user, "withdrawn", on - timedelta(days=1))


def held_on(overrides: Iterable[Override], on: date) -> dict[Bound, dict[str, Any]]:
    """The decisions that hold on a day (user, reason, expires), by what they are bound to."""
    last = {each.bound: each for each in overrides}
    return {
        bound: {"user": each.user, "reason": each.reason, "expires": each.expires}
        for bound, each in last.items()
        if each.expires >= on
    }


def with_overrides(result: Result, overrides: Iterable[Override], on: date) -> Result:
    """The result with a column `override` in its findings: the decision that holds on a day, or null."""
    held = held_on(overrides, on)
    column: list[dict[str, Any] | None] = [None] * result.findings.num_rows
    for place, bound in places_of(result, held).items():
        column[place] = held[bound]
    return replace(result, findings=result.findings.append_column("override", pa.array(column, OVERRIDE)))


def places_of(result: Result, bounds: Collection[Bound]) -> dict[int, Bound]:
    """The places among the findings of a result of those that are bound to one of `bounds`."""
    found = result.findings
    near = {bound[:3] for bound in bounds}
    keys = zip(*(found[name].to_pylist() for name in ("edit", "claim", "line")), strict=True)
    places = [place for place, key in enumerate(keys) if key in near] if near else []
    if not places:
        return {}
    pairs = zip(places, bound_to(result, found.take(places)), strict=True)
    return {place: bound for place, bound in pairs if bound in bounds}


def parsed(line: str, where: str) -> Override:
    """The override of a line of a log, which messages call `where`. Raises OverrideError."""
    try:
        data: Any = json.loads(line)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise OverrideError(f"{where}: not a JSON object; correct or remove this line")
    missing = [key for key in (*Bound._fields, "user", "reason", "expires") if key not in data]
    if {"provider", "fingerprint"} <= set(missing):
        raise OverrideError(
            f"{where}: does not say whose claim and which service it is for, as earlier versions wrote it; remove this"
            " line and add the override again with `sightline override add`"
        )
    if missing:
        raise OverrideError(f"{where}: lacks {', '.join(missing)}")
    for key in _TEXTS:
        if type(data[key]) is not str or (key in _NEVER_EMPTY and not data[key].strip()):
            raise OverrideError(f"{where}: {key} is a text")
    for key in ("code", "modifiers"):
        if data[key] is not None and type(data[key]) is not str:
            raise OverrideError(f"{where}: {key} is a text, or null for the whole claim")
    number = data["line"]
    if number is not None and (type(number) is not int or number < 1):
        raise OverrideError(f"{where}: line is a number from 1, or null for the whole claim")
    served = None if data["date"] is None else _day(data, "date", where)
    bound = Bound(**{**{key: data[key] for key in Bound._fields}, "edit": data["edit"].upper(), "date": served})
    return Override(bound, data["user"], data["reason"], _day(data, "expires", where))


def _day(data: dict[str, Any], key: str, where: str) -> date:
    try:
        return date.fromisoformat(data[key])
    except (TypeError, ValueError):
        raise OverrideError(f"{where}: {key} is a date such as 2026-12-31") from None


def _ends_with_line(path: Path) -> bool:
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        if not size:
            return True
        stream.seek(size - 1)
        return stream.read(1) == b"\n"
