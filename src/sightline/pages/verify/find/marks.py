"""Marks in text that are no words: those of Markdown, and boxes to tick."""

from __future__ import annotations

import re

_TICK = r"(?:\[[ xX✓_]?\]|\([ xX]?\)|[☐☑☒□■▢◻]|_{2,}(?= ))"
_BOX = re.compile(rf"^(\s*(?:[-*•]\s+)?){_TICK}\s*")
_BOXES = re.compile(rf"{_TICK}\s*(?=[A-Z0-9])")
_MARKS = re.compile(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}|<[^>]+>|(?<=\])\([^)]*\)|\[\^[^\]]*\]")


def plain(text: str) -> str:
    """Text without Markdown's marks and without a box to tick before it."""
    return re.sub(r"\s+", " ", _MARKS.sub("", unticked(text))).strip()


def unticked(text: str) -> str:
    """Text without a box to tick before it."""
    return _BOX.sub(r"\1", text)


def ticked(line: str) -> list[str]:
    """The texts behind several boxes to tick on one line; nothing for a line with one box or none."""
    parts = _BOXES.split(line)
    return [text for text in map(plain, parts) if text] if len(parts) > 2 else []
