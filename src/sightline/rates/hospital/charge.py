"""A charge that a hospital has negotiated, and what its file says of the hospital."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Charge:
    """What one payer pays for an item: amounts as they stand in the file, "" where there is none.

    `place` is where it stands, such as "row 4"; `fault` is why it cannot be used, "" for nothing.
    """

    codes: tuple[tuple[str, str], ...]  # code and type
    payer: str
    plan: str
    modifiers: Any
    setting: str
    billing_class: str
    method: str
    dollars: str
    percent: str
    algorithm: str
    place: str
    fault: str = ""


@dataclass
class Hospital:
    """What a file says of itself: name, date as written, NPIs; and what its table lacks of negotiated charges."""

    name: str = ""
    updated: str = ""
    npis: list[str] = field(default_factory=list)
    lacks: str = ""
