"""Overrides: findings that somebody has looked at and lets stand, in a file to which lines are only ever added.

Each line is a JSON object of `edit`, `claim`, `line` (null: the finding about the whole claim), `user`, `reason` and
`expires`, the last day on which it holds. Of two lines for the same finding the later one counts.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from sightline.edits.result import Result
from sightline.errors import SightlineError

OVERRIDE = pa.struct([pa.field("user", pa.string()), pa.field("reason", pa.string()), pa.field("expires", pa.date32())])
_KEYS = ("edit", "claim", "line", "user", "reason", "expires")


class OverrideError(SightlineError):
    """An override cannot be read or written; the message names the file and line and says what is wrong."""


@dataclass(frozen=True)
class Override:
    """One decision to let a finding stand: which, by whom, why, and until when (that day included)."""

    edit: str
    claim: str
    line: int | None
    user: str
    reason: str
    expires: date


def read_overrides(path: Path) -> list[Override]:
    """The overrides in a file, in its order. Raises OverrideError naming the line that is not one."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise OverrideError(f"{path}: {(why or 'cannot be read').lower()}") from None
    return [_parsed(line, f"{path}:{number}") for number, line in enumerate(text.split("\n"), 1) if line.strip()]


def append_override(path: Path, override: Override) -> None:
    """Add an override at the end of a file, made when absent, and wait until it is on the disk.

    What is in the file is never rewritten. Raises OverrideError when it cannot be written.
    """
    line = json.dumps({**asdict(override), "expires": override.expires.isoformat()}, ensure_ascii=False) + "\n"
    try:
        isnew = not path.exists()
        if not isnew and not _ends_with_line(path):
            line = "\n" + line  # an earlier writer was cut short: its piece stays a line of its own
        with path.open("ab", buffering=0) as out:
            data = line.encode()
            if out.write(data) != len(data):
                raise OverrideError(f"{path}: the disk is full; the last line is not whole")
            os.fsync(out.fileno())
        if isnew:
            _sync_folder(path.absolute().parent)
    except OSError as error:
        raise OverrideError(f"{path}: {(error.strerror or str(error)).lower()}") from None


def with_overrides(result: Result, overrides: Iterable[Override], on: date) -> Result:
    """The result with a column `override` in its findings: the decision that holds on a day, or null."""
    last = {(each.edit, each.claim, each.line): each for each in overrides}
    held = {
        key: {"user": each.user, "reason": each.reason, "expires": each.expires}
        for key, each in last.items()
        if each.expires >= on
    }
    found = result.findings
    keys = zip(*(found[name].to_pylist() for name in ("edit", "claim", "line")), strict=True)
    column = pa.array([held.get(key) for key in keys], OVERRIDE)
    return replace(result, findings=found.append_column("override", column))


def _parsed(line: str, where: str) -> Override:
    try:
        data: Any = json.loads(line)
    except ValueError:
        raise OverrideError(f"{where}: not a JSON object; mend or remove this line") from None
    if not isinstance(data, dict):
        raise OverrideError(f"{where}: not a JSON object; mend or remove this line")
    missing = [key for key in _KEYS if key not in data and key != "line"]
    if missing:
        raise OverrideError(f"{where}: lacks {', '.join(missing)}")
    texts = [data[key] for key in ("edit", "claim", "user", "reason")]
    if not all(isinstance(text, str) and text.strip() for text in (texts[0], *texts[2:])) or type(texts[1]) is not str:
        raise OverrideError(f"{where}: edit, claim, user and reason are texts")
    number = data.get("line")
    if number is not None and (type(number) is not int or number < 1):
        raise OverrideError(f"{where}: line is a number from 1, or null for the whole claim")
    try:
        expires = date.fromisoformat(data["expires"])
    except (TypeError, ValueError):
        raise OverrideError(f"{where}: expires is a date such as 2026-12-31") from None
    return Override(data["edit"].upper(), data["claim"], number, data["user"], data["reason"], expires)


def _ends_with_line(path: Path) -> bool:
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        if not size:
            return True
        stream.seek(size - 1)
        return stream.read(1) == b"\n"


def _sync_folder(folder: Path) -> None:
    """Make sure that a new file's name is on the disk too, where the system knows how."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
