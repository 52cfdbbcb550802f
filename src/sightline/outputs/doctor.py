"""What `sightline doctor` found, for people and programs."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from typing import TextIO

from sightline.doctor import Sign
from sightline.outputs import as_json

_MARKS = {"good": "✓", "note": "!", "bad": "✗"}


def write_json(signs: Sequence[Sign], out: TextIO) -> None:
    """Write the signs as a list."""
    as_json.write([asdict(sign) for sign in signs], out)


def write_text(signs: Sequence[Sign], out: TextIO, *, width: int = 100) -> None:
    """Write a sign a line, with what to do about it."""
    column = max(len(sign.about) for sign in signs) + 4
    for sign in signs:
        head = f"{_MARKS[sign.state]} {sign.about}".ljust(column)
        words = sign.says + (f" → {sign.remedy}" if sign.remedy else "")
        wrapped = textwrap.wrap(words, width - column, break_on_hyphens=False, break_long_words=False)
        out.write("".join(f"{head if n == 0 else ' ' * column}{text}\n" for n, text in enumerate(wrapped)))
