"""Write an 837P with the modifiers of some lines changed and every other byte as it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sightline.claims.batch import ClaimsError
from sightline.claims.x12.delimiters import Delimiters, find_start
from sightline.claims.x12.segments import HEAD, LONGEST, Segments, encoding_of, head_text
from sightline.claims.x12.values import procedure, separator_used

_COPY = 1 << 20
_MOST = 4  # modifiers in SV101


@dataclass(frozen=True)
class LineChange:
    """Other modifiers for one service line, which the reader found at `segment` (from 1) and `byte` of the file."""

    segment: int
    byte: int
    code: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Splice:
    """Bytes to exchange: at `offset` of the file, `old` for `new`; both are SV101, as written there."""

    offset: int
    old: bytes
    new: bytes


def require_837p(path: Path) -> None:
    """Raise ClaimsError, saying why, when the file is none that can be rewritten."""
    try:
        with path.open("rb") as source:
            head = source.read(HEAD)
    except OSError as error:
        raise ClaimsError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    if encoding_of(head)[1]:
        raise ClaimsError(f"{path}: the file is UTF-16, which is not rewritten; convert it to UTF-8 first")
    if find_start(head_text(head)) is None:
        raise ClaimsError(f"{path}: not an 837P file; only X12 files can be rewritten")


def locate(path: Path, changes: Iterable[LineChange]) -> tuple[dict[LineChange, Splice], dict[LineChange, str]]:
    """Where each change goes, and for those that cannot be made, why. Nothing is written."""
    needed = {change.segment: change for change in changes}
    splices: dict[LineChange, Splice] = {}
    refused: dict[LineChange, str] = {}
    if not needed:
        return splices, refused
    with path.open("rb") as source, path.open("rb") as aside:
        for change, delimiters in _found(source, needed):
            splice = _splice(aside, change, delimiters)
            if isinstance(splice, Splice):
                splices[change] = splice
            else:
                refused[change] = splice
    for change in needed.values():
        if change not in splices and change not in refused:
            refused[change] = "the segment was not found again"
    return splices, refused


def write(path: Path, target: BinaryIO, splices: Sequence[Splice]) -> None:
    """Copy the file to `target` with the splices made. Raises ClaimsError when the file is no longer what it was."""
    with path.open("rb") as source:
        for splice in sorted(splices, key=lambda each: each.offset):
            _copy(source, target, splice.offset - source.tell())
            if source.read(len(splice.old)) != splice.old:
                raise ClaimsError(f"{path}: the file changed while it was read; nothing was written")
            target.write(splice.new)
        _copy(source, target, None)


def _found(source: BinaryIO, needed: dict[int, LineChange]) -> Iterator[tuple[LineChange, Delimiters]]:
    """The changes whose segment is where the reader saw it, with the delimiters there."""
    for run in Segments(source, lambda message, byte: None):
        for number in range(run.first, run.first + len(run.texts)):
            change = needed.get(number)
            if change is not None and run.starts[number - run.first] == change.byte:
                yield change, run.delimiters


def _splice(source: BinaryIO, change: LineChange, delimiters: Delimiters) -> Splice | str:
    """The bytes to exchange for one change; a sentence when it cannot be made."""
    ends = "\r\n" if delimiters.terminator in "\r\n" else delimiters.terminator
    element = re.escape(delimiters.element)
    pattern = re.compile(
        rf"([Ss][Vv]1[ \t\r\n]*{element})([^{element}{re.escape(ends)}]*)[{element}{re.escape(ends)}]".encode("latin-1")
    )
    source.seek(change.byte)
    raw = source.read(4096)
    match = pattern.match(raw) or pattern.match(raw + source.read(LONGEST))
    if match is None:
        return "the segment does not end"
    old = match[2].decode("latin-1")
    if "\r" in old or "\n" in old:
        return "the procedure (SV101) is broken over two lines of the file"
    component = separator_used(old.strip(), delimiters.component)
    if not component:
        return "the procedure (SV101) has no qualifier"
    _, code, *modifiers = procedure(old, component)[:6]
    if code != change.code or tuple(m for m in modifiers if m) != change.before:
        return "the segment is not what was read"
    if len(change.after) > _MOST:
        return "there is no room for another modifier: a line has four"
    new = with_procedure(old, component, modifiers=change.after)
    return Splice(change.byte + match.start(2), match[2], new.encode("latin-1"))


def with_procedure(sv101: str, component: str, code: str | None = None, modifiers: Sequence[str] | None = None) -> str:
    """SV101 with another code or other modifiers; qualifier, what follows the modifiers and blanks around it stay as written."""
    body = sv101.strip()
    before, after = sv101[: len(sv101) - len(sv101.lstrip())], sv101[len(sv101.rstrip()) :]
    parts = body.split(component)
    if code is not None:
        parts[1:2] = [code]
    written = {part.strip().upper(): part for part in parts[2:6]}
    stated = parts[2:6] if modifiers is None else [written.get(modifier, modifier) for modifier in modifiers]
    if len(parts) > 6:
        stated += [""] * (_MOST - len(stated))
    return before + component.join([*parts[:2], *stated, *parts[6:]]) + after


def _copy(source: BinaryIO, target: BinaryIO, size: int | None) -> None:
    """Copy `size` bytes, or all that is left."""
    while size is None or size:
        block = source.read(_COPY if size is None else min(size, _COPY))
        if not block:
            return
        target.write(block)
        if size is not None:
            size -= len(block)
