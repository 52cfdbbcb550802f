"""Tables of contents of the Transparency in Coverage rule: the in-network files that they name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing

import msgspec

from sightline.rates.scan import DamagedError, end_of
from sightline.rates.shapes import NotJson
from sightline.rates.window import Window

_FILES = b'"in_network_files"'
_OPENING = re.compile(rb"\s*:\s*(\[|null)")


class _File(msgspec.Struct):
    location: str = ""


def in_network_files(readinto: Callable[[memoryview], int | None]) -> Iterator[str]:
    """The addresses of the in-network files, each once and in order; an address with another signature is the same.

    Raises DamagedError when a list of files is cut short or damaged.
    """
    seen = set[str]()
    with closing(Window(readinto)) as window:
        for location in _locations(window):
            if (address := location.partition("?")[0]) not in seen:
                seen.add(address)
                yield location


def _locations(window: Window) -> Iterator[str]:
    after = 0
    while True:
        at = window.find(_FILES, after)
        if at >= 0:
            after = window.keep = at + len(_FILES)
            yield from _listed(window, after)
        else:
            window.keep = max(window.end - len(_FILES), after)
            if not window.more():
                return


def _listed(window: Window, start: int) -> list[str]:
    """The locations of the list that follows the key at `start`."""
    selected = 1 << 16
    while True:
        window.reach(start + selected)
        text = window.slice(start, window.end)
        match = _OPENING.match(text)
        if match and match[1] == b"null":
            return []
        try:
            if match is None:
                raise DamagedError("a list of in-network files is cut short or damaged")
            text = text[match.start(1) :]
            files = msgspec.json.decode(text[: end_of(text)], type=list[_File])
            return [file.location for file in files if file.location]
        except DamagedError:
            if window.ended:
                raise
            selected *= 2
        except NotJson:
            raise DamagedError("a list of in-network files is damaged") from None
