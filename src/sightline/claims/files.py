"""Read claims from files, folders and standard input: which reader a file needs is recognized by its content."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from sightline.claims import schema
from sightline.claims.archives import GZIP, OTHERS, ZIP, is_workbook, members, seekable, unpacked
from sightline.claims.batch import Batch, ClaimsError, Counts
from sightline.claims.columns import record_batch
from sightline.claims.lines_of_text import head_of_text
from sightline.claims.x12.delimiters import ISA_ROOM, find_start, parse_isa
from sightline.claims.x12.read import read_837p
from sightline.claims.x12.segments import BLOCK, HEAD, head_text

ReadClaims = Callable[..., Iterator[Batch]]
PARQUET = b"PAR1"
OTHER = "not a claim file: no X12"
LARGE = 16 << 20  # bytes: a file that is worth the start of processes
PROCESSES = 2  # at most: together they stay below 400 MB, and more were not measured
JSON = re.compile(r"\{|\[\s*[{\]]")  # an object or an array of them; not [section], which is TOML


def read_claims(
    paths: Sequence[str | Path],
    *,
    first_claim_key: int = 1,
    block_size: int = BLOCK,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Batch]:
    """Stream the claims of files, folders (with all in them, sorted; hidden files are passed over) or "-" (stdin).

    Claim keys go on over the files. A file that cannot be read as claims gives a batch with an issue that says why and
    with `unreadable` set; the others are read all the same. Those of a folder that are clearly no claims are named
    together; a file that is given twice is read once, and an issue says so. `columns` maps documented columns to those
    of tables, where they have other names. Raises ClaimsError for a path that does not exist.
    """
    found = [(path, files_at(path)) for path in paths]
    if not any(files for _, files in found):
        where = f" in {', '.join(map(str, paths))}" if paths else ""
        raise ClaimsError(f"there is no file to read{where}")
    key, seen = first_claim_key, set[str]()
    for path, files in found:
        others: list[str] | None = [] if files != [str(path)] else None
        for file in files:
            real = file if file == "-" else str(Path(file).resolve())
            if real in seen:
                yield _noted(file, "given twice: read once")
                continue
            seen.add(real)
            for batch in _read_file(file, key, block_size, columns, others):
                key += batch.counts.claims
                yield batch
        if others:
            yield unreadable(str(path), _without_claims([Path(other).name for other in others]))


def _without_claims(names: list[str]) -> str:
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")
    return f"no claims in {shown}; give a file by its own name to see why"


def files_at(path: str | Path) -> list[str]:
    """The files that a path stands for. Raises ClaimsError when there is nothing at it."""
    if str(path) == "-":
        return ["-"]
    place = Path(path)
    if place.is_dir():
        inside = sorted(place.rglob("*"))
        hidden = [any(part.startswith(".") for part in each.relative_to(place).parts) for each in inside]
        return [str(each) for each, skip in zip(inside, hidden, strict=True) if each.is_file() and not skip]
    if not place.exists():
        raise ClaimsError(f"{path}: no such file")
    return [str(path)]


def reader_for(head: bytes, name: str, columns: Mapping[str, str] | None = None) -> ReadClaims | None:
    """The reader for a file that starts with `head` (64 KiB of it or all), or None when it holds no claims we know.

    `name` is the file's name; content decides, not the name. `columns`: see `read_claims`.
    """
    if head.startswith((ZIP, GZIP, *OTHERS)):
        return None
    if head.startswith(PARQUET):
        from sightline.claims.rows.table import read_parquet

        return partial(read_parquet, columns=columns)
    text = head_of_text(head).lstrip()
    if parse_isa(text[:ISA_ROOM]):
        return read_837p
    # The other readers are imported where they are needed: a twentieth of the start of a small check.
    if JSON.match(text):
        from sightline.claims.json.cms1500 import read_cms1500
        from sightline.claims.json.fhir.claim import read_fhir

        return read_fhir if '"resourceType"' in text else read_cms1500
    from sightline.claims.rows.delimited import delimiter_of, read_csv

    # A table within Markdown, such as the cases of an edit, is no file of claims.
    if not re.search("^```", text, re.MULTILINE) and delimiter_of(head, columns):
        return partial(read_csv, columns=columns)
    if find_start(head_text(head)) is not None:
        return read_837p
    return None


def _read_file(
    file: str, key: int, block_size: int, columns: Mapping[str, str] | None, others: list[str] | None
) -> Iterator[Batch]:
    """The batches of a file; one that is clearly no file of claims is added to `others`, when there is such a list."""
    if file == "-":
        yield from read_stream(sys.stdin.buffer, "stdin", key, block_size, columns, None)
        return
    try:
        with Path(file).open("rb") as source:
            yield from read_stream(
                source, file, key, block_size, columns, others, processes_for(os.fstat(source.fileno()).st_size)
            )
    except OSError as error:
        yield unreadable(file, f"cannot be read: {(error.strerror or 'input error').lower()}")


def processes_for(size: int) -> int:
    """How many processes may read so many bytes: one for each processor where they are many, but none beside a worker of a
    pool."""
    pool = sys.modules.get("multiprocessing.process")  # which every such worker has loaded
    if size < LARGE or not sys.executable or (pool and pool.parent_process()):
        return 1
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, PROCESSES)


def read_stream(
    source: BinaryIO,
    name: str,
    key: int = 1,
    block_size: int = BLOCK,
    columns: Mapping[str, str] | None = None,
    others: list[str] | None = None,
    processes: int = 1,
) -> Iterator[Batch]:
    """Stream the claims of an open binary file, shown as `name`; `processes` as `read_837p`, the others as `read_claims`."""
    head = source.read(HEAD)
    if head.startswith((ZIP, GZIP)):
        yield from _packed(source, head, name, key, block_size, columns)
        return
    reader = reader_for(head, name, columns)
    if reader is None:
        why = reason(head)
        if others is not None and why.startswith(OTHER):
            others.append(name)
        else:
            yield unreadable(name, why)
        return
    whole: BinaryIO = io.BufferedReader(Rejoined(head, source), 1 << 16)
    if head.startswith(PARQUET):  # its footer comes last
        whole = io.BytesIO(whole.read()) if not source.seekable() else source
    options = {"processes": processes} if reader is read_837p else {}
    for batch in reader(whole, name, first_claim_key=key, block_size=block_size, **options):
        if batch.unreadable and others is not None and reader is not read_837p:
            others.append(name)
            yield replace(batch, issues=batch.issues.slice(0, 0), unreadable="")
        else:
            yield batch


def _packed(
    source: BinaryIO, head: bytes, name: str, key: int, block_size: int, columns: Mapping[str, str] | None
) -> Iterator[Batch]:
    """The claims of a workbook, of what a .gz holds, or of the files of a .zip, each shown as archive!file."""
    whole = seekable(source, head)
    if head.startswith(ZIP) and is_workbook(whole):
        from sightline.claims.rows.workbook import read_xlsx

        whole.seek(0)
        yield from read_xlsx(whole, name, first_claim_key=key, columns=columns)
        return
    others: list[str] = []
    whole.seek(0)
    inside = [("", unpacked(whole), "")] if head.startswith(GZIP) else members(whole)
    for member, stream, wrong in inside:
        shown = f"{name}!{member}" if member else name
        if stream is None:
            yield unreadable(shown, wrong)
            continue
        try:
            start = stream.peek(8)[:8] if isinstance(stream, io.BufferedReader) else b""
            if start.startswith((ZIP, GZIP)):
                yield unreadable(shown, "an archive within an archive: unpack it to read it")
                continue
            for batch in read_stream(stream, shown, key, block_size, columns):
                key += batch.counts.claims
                messages = batch.issues["message"].to_pylist() if batch.unreadable and member else []
                if messages and messages[0].startswith(OTHER):
                    others.append(member)
                else:
                    yield batch
        except OSError as error:
            yield unreadable(shown, f"cannot be read: {error.strerror or 'input error'}")
    if others:
        yield unreadable(name, _without_claims(others))


def reason(head: bytes) -> str:
    """Why a file that starts with `head` is no claim file, for the user."""
    from sightline.claims.rows.delimited import not_a_header

    if what := next((what for start, what in OTHERS.items() if head.startswith(start)), ""):
        return f"not a claim file: it is {what}"
    if not head:
        return "the file is empty"
    if not head.strip():
        return "the file is blank"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"ISA"):
        return "the interchange header (ISA) is cut short or damaged, and no segment after it could be found"
    if b"\0" in head or sum(byte < 9 or 13 < byte < 32 for byte in head) > len(head) // 20:
        return "not a claim file: the content is binary"
    if fault := not_a_header(head):
        return f"{OTHER} interchange (ISA), no claim segment and no JSON; {fault}"
    return (
        f"{OTHER} interchange (ISA), no claim segment, no JSON and no header of a table of claims"
        " was found in its first 64 KiB"
    )


def unreadable(name: str, message: str) -> Batch:
    """The batch of a file in which nothing could be read."""
    return replace(_noted(name, message), unreadable=name)


def _noted(name: str, message: str) -> Batch:
    """A batch that holds an issue about a file and nothing else."""
    return Batch(
        claims=record_batch([], schema.CLAIM),
        lines=record_batch([], schema.LINE),
        diagnoses=record_batch([], schema.DIAGNOSIS),
        rejected=record_batch([], schema.REJECTED),
        issues=record_batch([(message, name, "", "", "", 0, 0)], schema.ISSUE),
        counts=Counts(),
    )


class Rejoined(io.RawIOBase):
    """A stream with its head, which was read to look at it, in front again."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """As io.RawIOBase."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        chunk = self._head[: len(view)] if self._head else self._rest.read(len(view))
        self._head = self._head[len(chunk) :]
        view[: len(chunk)] = chunk
        return len(chunk)
