"""JSON as every output writes it: as written, not escaped to ASCII; amounts are texts, never binary numbers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, TextIO

_LINE = json.JSONEncoder(ensure_ascii=False)


def line(value: object) -> str:
    """A value as JSON in one line."""
    return _LINE.encode(value)


def write(value: object, out: TextIO, *, indent: int = 2, default: Callable[[Any], str] | None = None) -> None:
    """Write a value as an indented document that ends with a line end; `default` makes texts of what JSON does not have."""
    json.dump(value, out, ensure_ascii=False, indent=indent, default=default)
    out.write("\n")


def write_list(name: str, rows: Iterable[dict[str, Any]], out: TextIO, *, end: str = "") -> None:
    """Write `"name": [...]` with a row a line, as the member of an object, and `end` after it."""
    out.write(f'"{name}": [')
    separator = "\n"
    for row in rows:
        out.write(separator + line(row))
        separator = ",\n"
    out.write(("\n]" if separator == ",\n" else "]") + end)
