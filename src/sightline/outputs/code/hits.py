"""What a search found, for people and programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from sightline.outputs import as_json
from sightline.pages.search import Hit


def write_text(hits: Sequence[Hit], out: TextIO) -> None:
    """Write the hits, one a line: kind, name, title."""
    if not hits:
        out.write("nothing found\n")
    wide = max((len(hit.name) for hit in hits), default=0)
    for hit in hits:
        out.write(f"{hit.kind:<9}  {hit.name:<{wide}}  {hit.title}".rstrip() + "\n")


def write_json(hits: Sequence[Hit], out: TextIO) -> None:
    """Write the hits as a JSON list."""
    as_json.write([hit._asdict() for hit in hits], out)
