"""Codes that two systems have: J1100 is a drug of HCPCS, and influenza in ICD-10-CM when its point is left out."""

from __future__ import annotations

import re

from sightline.pages.verify.find.patterns import Lists
from sightline.pages.verify.procedures import fit

_BOTH = re.compile(r"[A-V]\d{4}(?!\w)")
_FITS = 0.3  # how well a label must fit our label of the procedure


def settled(system: str, written: str, label: str, lists: Lists) -> str:
    """The system of a code that looks like one of `system`; for codes that both have the label decides."""
    both = _BOTH.match(written)
    if system not in ("diagnosis", "procedure") or not both:
        return system
    if not lists.has("diagnosis", both[0]):
        return "procedure"
    if not lists.has("procedure", both[0]):
        return "diagnosis"
    return "procedure" if fit(label, both[0]) >= _FITS else "diagnosis" if label else system
