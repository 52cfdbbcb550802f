"""The side that an ICD-10-CM code names or leaves open, told from the titles of the tabular list (CDC/NCHS).

A code has a side when its title says left or right and another code has the same title with the other side: what is
left or right of one organ (a ventricle, a bundle branch) is none. Quadrants, and the dominant side of the body, are not
sides that LT and RT speak of. A code leaves the side open when its title says unspecified where the titles of two others say
left and right. Codes of seven characters have the side of the code that they extend.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree

_SIDE = re.compile(r"\b(left|right)\b")
_OTHER = {"left": "right", "right": "left"}
_NO_SIDE = re.compile(r"quadrant|dominant")
_OPEN = re.compile(r"\bunspecified\b")


def titles(tabular: bytes) -> dict[str, str]:
    """The titles of a tabular list (XML) by code without dot, categories included."""
    found = {}
    for node in ElementTree.fromstring(tabular).iter("diag"):
        name, title = node.findtext("name"), node.findtext("desc")
        if name and title:
            found[name.replace(".", "")] = title.lower()
    return found


def sides(titled: Mapping[str, str], codes: Iterable[str]) -> dict[str, str]:
    """Of each of `codes` that has a side or leaves it open: left, right or unspecified. `titled` are titles in small
    letters, by code."""
    known = set(titled.values())
    sided = {}
    for code, title in titled.items():
        words = set(_SIDE.findall(title))
        if len(words) == 1 and not _NO_SIDE.search(title):
            (word,) = words
            if _SIDE.sub(_OTHER[word], title) in known:
                sided[code] = word
        elif not words and _leaves_open(title, known):
            sided[code] = "unspecified"
    extended = {code: sided.get(code) or sided.get(code[:6].rstrip("X")) for code in codes}
    return {code: side for code, side in extended.items() if side}


def _leaves_open(title: str, known: set[str]) -> bool:
    """Whether some unspecified of the title is left in a known title and right in another."""
    return any(
        all(f"{title[: found.start()]}{side}{title[found.end() :]}" in known for side in _OTHER)
        for found in _OPEN.finditer(title)
    )
