"""Procedure reports: read one at a time in a thread of their own, since the reader that they share holds one at a time."""

from __future__ import annotations

import asyncio
import importlib.util
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from sightline.claims.reading import Read
from sightline.reference.store import Reference
from sightline.reports.compare import against, alone
from sightline.reports.document import Document, ReportError, Unread
from sightline.reports.judge import Quote
from sightline.reports.read import Reader
from sightline.reports.readers import documents_in
from sightline.reports.result import Reports


@cache
def available() -> bool:
    """Whether the packages that reading reports needs are installed."""
    return importlib.util.find_spec("medspacy") is not None


@dataclass(frozen=True)
class Piece:
    """A piece of a report's text, and the numbers of the quotes that it belongs to."""

    text: str
    quotes: tuple[int, ...]
    first: tuple[int, ...]  # those that begin here


class ReportDesk:
    """Reads reports; the first takes a second longer."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "reports")
        self._reader: Reader | None = None

    async def read(self, data: bytes, name: str, claims: Read | None, reference: Reference) -> Reports:
        """One report, or a file of several, held against claims where these are given.

        Raises ReportError when it cannot be read, or what reading needs is not installed.
        """
        run = asyncio.get_running_loop().run_in_executor
        return await run(self._thread, self._read, data, name, claims, reference)

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown()

    def _read(self, data: bytes, name: str, claims: Read | None, reference: Reference) -> Reports:
        if self._reader is None:
            self._reader = Reader()
        found = list(documents_in(data, name))
        documents = [each for each in found if isinstance(each, Document)]
        unread = tuple(each for each in found if isinstance(each, Unread))
        if not documents:
            raise ReportError(f"{name}: {unread[0].reason if unread else 'there is no report in it'}")
        read = [self._reader.read(each) for each in documents]
        if claims is None:
            return Reports(tuple(read), unread, *alone(read, reference))
        return Reports(tuple(read), unread, *against(read, claims, reference))


def pieces(text: str, quotes: list[Quote]) -> list[Piece]:
    """A text cut where quotes begin and end, so that what they share is marked for all of them."""
    cuts = sorted({0, len(text), *(q.start for q in quotes), *(q.end for q in quotes)})
    found = []
    for start, end in pairwise(cuts):
        over = tuple(n for n, q in enumerate(quotes) if q.start <= start and end <= q.end)
        found.append(Piece(text[start:end], over, tuple(n for n in over if quotes[n].start == start)))
    return found
