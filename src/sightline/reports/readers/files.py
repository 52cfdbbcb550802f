"""Read reports from files, folders and standard input; a file may hold many."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sightline.claims import ClaimsError
from sightline.claims.files import files_at
from sightline.reports.document import Document, ReportError, Unread

from .content import NotText, decoded, text_of
from .patients import of_patients

#: Bytes of a file, and characters of a report, beyond which something other than a report is likely.
LARGEST_FILE = 256 * 2**20
LONGEST_REPORT = 1_000_000
_END_OF_REPORT = re.compile(r"^[ \t]*[-=*_ ]*end of report[-=*_ ]*$\n?", re.IGNORECASE | re.MULTILINE)


def read_documents(paths: Sequence[str | Path]) -> Iterator[Document | Unread]:
    """Every report of files, folders (sorted, with all in them) or "-" (standard input), in order.

    What cannot be read is given as Unread with the reason; the others are read all the same. Raises ReportError for a
    path that is not there, or when there is nothing to read.
    """
    try:
        files = [file for path in paths for file in files_at(path)]
    except ClaimsError as error:
        raise ReportError(str(error)) from None
    if not files:
        raise ReportError("there is no report to read")
    for file in files:
        try:
            data = sys.stdin.buffer.read(LARGEST_FILE + 1) if file == "-" else _bytes(Path(file))
        except OSError as error:
            yield Unread(file, f"cannot be read: {(error.strerror or 'input error').lower()}")
            continue
        yield from documents_in(data, "stdin" if file == "-" else file)


def documents_in(data: bytes, name: str) -> Iterator[Document | Unread]:
    """Every report in the bytes of a file called `name`; what cannot be read is Unread, as in `read_documents`."""
    try:
        for one in _of_file(data, name):
            if isinstance(one, Document) and not one.text.isascii():  # half a surrogate pair, which JSON can escape
                one = replace(one, text=one.text.encode("utf-8", "replace").decode())
            if isinstance(one, Document) and not one.text.strip():
                yield Unread(name, "there are no words in it", one.number)
            elif isinstance(one, Document) and len(one.text) > LONGEST_REPORT:
                yield Unread(name, f"longer than a report: {len(one.text):,} characters", one.number)
            else:
                yield one
    except NotText as error:
        yield Unread(name, str(error))


def _bytes(path: Path) -> bytes:
    with path.open("rb") as source:
        return source.read(LARGEST_FILE + 1)


def _of_file(data: bytes, name: str) -> Iterator[Document | Unread]:
    """The reports of one file. Raises NotText with the reason when there is none."""
    if len(data) > LARGEST_FILE:
        raise NotText(f"larger than {LARGEST_FILE // 2**20} MB: split it")
    if not data.strip():
        raise NotText("the file is empty")
    if data.startswith((b"%PDF", b"{\\rtf")):
        text, form = text_of(data)
        yield Document(text, name, 1, form)
        return
    text = decoded(data)
    head = text.lstrip("\ufeff\x0b\x1c \t\r\n")[:4000]
    if re.match(r"(?:FHS|BHS|MSH)[|^~&#!%]", head):
        from .hl7_v2 import read_hl7

        yield from read_hl7(text, name)
    elif head.startswith("<") and "ClinicalDocument" in head:
        from .ccda import read_ccda

        yield read_ccda(text, name)
    elif re.match(r"[\[{]\s*[\[{\"]", head):
        yield from _json(text, name)
    else:
        parts = [part for part in _END_OF_REPORT.split(text) if part.strip()]
        reports = [one for part in (parts if len(parts) > 1 else [text]) for one in of_patients(part)]
        for number, part in enumerate(reports or [text], 1):
            yield Document(part, name, number, "text")


def _json(text: str, name: str) -> Iterator[Document | Unread]:
    """FHIR resources, or objects with a "text" each; one document or one to a line."""
    from .fhir import read_resource

    try:
        values = [json.loads(text)]
    except (ValueError, RecursionError):
        try:
            values = [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError) as error:
            raise NotText(f"not JSON that can be read ({type(error).__name__})") from None
    objects = [one for value in values for one in (value if isinstance(value, list) else [value])]
    number = 0
    for one in objects:
        if isinstance(one, dict) and "resourceType" not in one and isinstance(one.get("text"), str):
            number += 1
            yield Document(one["text"], name, number, "json")
            continue
        for found in read_resource(one, name, number + 1):
            number += 1
            yield found
    if not number:
        raise NotText("no DiagnosticReport, DocumentReference or Procedure with words in it")
