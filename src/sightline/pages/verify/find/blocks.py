"""What a document is made of once its format no longer matters: tables and prose, each under its headings."""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """A row of a table: its cells as text, and the line of the file where it is (0: not known)."""

    cells: tuple[str, ...]
    number: int = 0


class Grid(NamedTuple):
    """A table: the heading above it, its column names ("" without any), and its rows."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[Line, ...]


class Prose(NamedTuple):
    """A paragraph, list item or heading: its text, the heading above it, and its line."""

    heading: str
    text: str
    number: int = 0
    is_heading: bool = False


Block = Grid | Prose
