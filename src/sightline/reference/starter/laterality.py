"""The side that an ICD-10-CM code names, told from the titles of the tabular list (CDC/NCHS).

A code has a side when its title says left or right and another code has the same title with the other side: what is
left or right of one organ (a ventricle, a bundle branch) is none. Quadrants, and the dominant side of the body, are not
sides that LT and RT speak of. Codes of seven characters have the side of the code that they extend.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree

_SIDE = re.compile(r"\b(left|right)\b")
_OTHER = {"left": "right", "right": "left"}
_NO_SIDE = re.compile(r"quadrant|dominant")


def titles(tabular: bytes) -> dict[str, str]:
    """The titles of a tabular list (XML) by code without dot, categories included."""
    found = {}
    for node in ElementTree.fromstring(tabular).iter("diag"):
        name, title = node.findtext("name"), node.findtext("desc")
        if name and title:
            found[name.replace(".", "")] = title.lower()
    return found


def sides(titled: Mapping[str, str], codes: Iterable[str]) -> dict[str, str]:
    """Of each of `codes` that has a side: left or right. `titled` are titles in small letters, by code."""
    known = set(titled.values())
    sided = {}
    for code, title in titled.items():
        words = set(_SIDE.findall(title))
        if len(words) == 1 and not _NO_SIDE.search(title):
            (word,) = words
            if _SIDE.sub(_OTHER[word], title) in known:
                sided[code] = word
    extended = {code: sided.get(code) or sided.get(code[:6].rstrip("X")) for code in codes}
    return {code: side for code, side in extended.items() if side}
