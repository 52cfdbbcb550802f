"""Terms that a person accepts: shown with address and text, recorded with who and when, never accepted for anybody.

The record is by the text of the terms: when the publisher changes it, it is to be accepted anew.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

_SKIPPED = frozenset({"script", "style", "head", "nav", "header", "footer"})
_BLOCKS = frozenset({"p", "br", "li", "div", "h1", "h2", "h3", "h4", "tr", "section"})


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._skipped += tag in _SKIPPED
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._skipped -= tag in _SKIPPED and self._skipped > 0
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.parts.append(" ".join(data.split()) + " " if data.strip() else "")


def words(page: str) -> str:
    """The text of a page, one paragraph a line."""
    parser = _Words()
    parser.feed(page)
    lines = (" ".join(line.split()) for line in "".join(parser.parts).split("\n"))
    return "\n".join(line for line in lines if line)


def accepted(record: Path, text: str) -> bool:
    """Whether somebody has accepted these terms."""
    return any(entry["sha256"] == _digest(text) for entry in acceptances(record))


def accept(record: Path, text: str, *, address: str, who: str) -> None:
    """Add to `record` that `who` accepts the terms, now."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    entry = {"address": address, "sha256": _digest(text), "who": who, "when": now}
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps([*acceptances(record), entry], indent=1) + "\n", encoding="utf-8")


def acceptances(record: Path) -> list[dict[str, str]]:
    """Who accepted which terms when: address, sha256 of the text, who, when."""
    try:
        found = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []  # without a readable record nobody has accepted anything
    return [
        entry for entry in found if isinstance(entry, dict) and {"address", "sha256", "who", "when"} <= entry.keys()
    ]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
