"""The Excludes1 notes of the tabular list of ICD-10-CM (CDC/NCHS): which codes are never reported together.

A note stands at a code and holds for all below it; it names codes in parentheses (`J44.-`, `O10-O11, O13`). Notes of whole
sections and chapters are left out, since they speak of conditions in general, and so are notes that name no code, a range of
more than forty categories, or codes that are above or below their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

_IN_PARENTHESES = re.compile(r"\(([^()]*)\)")
_CODE = re.compile(r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?")
_MOST = 40


def exclusions(tabular: bytes) -> list[tuple[str, str]]:
    """Pairs of a code and one that is never reported with it, both without dot and both standing for all codes that begin
    with them. `tabular` is the XML."""
    root = ElementTree.fromstring(tabular)
    categories = sorted(name for node in root.iter("diag") if (name := node.findtext("name") or "") and len(name) == 3)
    found = set()
    for node in root.iter("diag"):
        code = _plain(node.findtext("name") or "")
        for note in node.iterfind("excludes1/note"):
            for other in _named(note.text or "", categories):
                if not other.startswith(code) and not code.startswith(other):
                    found.add((code, other))
    return sorted(found)


def _named(note: str, categories: list[str]) -> Iterator[str]:
    """The codes that a note names, without dot."""
    for listed in _IN_PARENTHESES.findall(note):
        for item in re.split(r"[,;]", listed):
            text = item.strip().rstrip("-").rstrip(".")
            first, _, last = text.partition("-")
            if not _CODE.fullmatch(first):
                continue
            if not last:
                yield _plain(first)
            elif len(first) == 3 and _CODE.fullmatch(last) and len(last) == 3:
                between = [each for each in categories if first <= each <= last]
                yield from between if len(between) <= _MOST else ()


def _plain(code: str) -> str:
    return code.replace(".", "")
