"""Read reports from files or text, and hold them against claims: what `sightline.report` and the command call."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sightline.reference.store import Reference, open_reference

from .compare import against, alone
from .document import Document, ReportError, Unread
from .read import Read, Reader
from .readers import read_documents
from .result import Reports


def report(
    reports: str | Path | Document | Iterable[str | Path | Document],
    *,
    claim: str | Path | None = None,
    reference: Reference | Path | str | None = None,
    advance: Callable[[int], None] | None = None,
) -> Reports:
    """Read procedure reports and say for each which documentation requirements it meets; with `claim`, compare.

    `reports` are files, folders, "-" (standard input) or Documents; a text with a line end in it is itself a report.
    `claim` is a file or folder of claims; each report is held against the claim of its patient and date. Nothing leaves
    the machine and nothing is logged. `advance` gets 1 for each report. Raises ReportError for a path that is not there
    or a package that is not installed, and what reading claims raises.
    """
    reader = Reader()
    read: list[Read] = []
    unread: list[Unread] = []
    for one in _documents(reports):
        if isinstance(one, Unread):
            unread.append(one)
            continue
        read.append(reader.read(one))
        if advance:
            advance(1)
    store = reference if isinstance(reference, Reference) else open_reference(reference)
    if claim is None:
        return Reports(tuple(read), tuple(unread), *alone(read, store))
    results, matched = against(read, _claims(claim), store)
    return Reports(tuple(read), tuple(unread), results, matched)


def _documents(reports: Any) -> Iterable[Document | Unread]:
    """Documents as given, texts as they are, files read."""
    given = [reports] if isinstance(reports, (str, Path, Document)) else list(reports)
    if not given:
        raise ReportError("there is no report to read")
    for one in given:
        if isinstance(one, Document):
            yield one
        elif isinstance(one, str) and "\n" in one:
            yield Document(one, "text")
        else:
            yield from read_documents([one])


def _claims(claim: str | Path) -> Any:
    """The claims of a file or folder, as the check reads them. Raises ReportError when there is none."""
    from sightline.claims.reading import read

    found = read([claim])
    if not found.tables["claims"].num_rows:
        why = [row["message"] for row in found.tables["issues"].to_pylist()]
        raise ReportError(f"{claim}: no claim could be read" + (f": {why[0]}" if why else ""))
    return found
