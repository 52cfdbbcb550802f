"""What the reference tables look like: one Arrow schema per kind of published file, whatever layout it came in.

Dates are half-open: a row is in force on ``effective_from <= date < effective_to``, with 9999-12-31 for "no end" and
1900-01-01 for "from the beginning, or unknown". Texts are ``""`` when absent. ``source_row`` is the row's number in the
published file (1 = first data or header line of the file as published), so that a finding can show the very row.
"""

from __future__ import annotations

from sightline.reference.tables.codes import CODES
from sightline.reference.tables.kind import FACTOR, Kind
from sightline.reference.tables.payment import PAYMENT
from sightline.reference.tables.rules import RULES

__all__ = ["FACTOR", "KINDS", "Kind"]

KINDS: dict[str, Kind] = {kind.name: kind for kind in (*CODES, *RULES, *PAYMENT)}
