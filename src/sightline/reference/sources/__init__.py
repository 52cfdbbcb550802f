"""One module per published file: how to recognise it by its content, and how to read it whole.

Each has KIND, PUBLISHER, ADDRESS, PARSER (the reader's name and version), `recognise(file)` and `read(file, period)`.
"""

from __future__ import annotations

from typing import Protocol

from sightline.reference.published import Published, header_like
from sightline.reference.sources import (
    addendum_b,
    addon,
    adjustment,
    anesthesia,
    article,
    asc,
    asp,
    clfs,
    conversion_factor,
    coverage,
    descriptor,
    dmepos,
    gpci,
    hcpcs,
    icd10cm,
    locality,
    mce,
    modifier,
    mue,
    nppes,
    nucc,
    oppscap,
    place,
    pprrvu,
    ptp,
    specialty,
    zip_locality,
)
from sightline.reference.sources.loaded import Loaded
from sightline.reference.tables import KINDS


class Signed(Protocol):
    """Who published a table, where, and which reader read it."""

    PUBLISHER: str
    ADDRESS: str
    PARSER: str


class Source(Signed, Protocol):
    """What a module of this folder offers."""

    KIND: str

    def recognise(self, file: Published) -> bool:
        """Whether this module reads the file, judged by its beginning."""

    def read(self, file: Published, period: str | None) -> Loaded:
        """The file as a table; raises ReferenceDataError with the row and the reason."""


SOURCES: tuple[Source, ...] = (
    ptp, pprrvu, mue, addon, icd10cm, nucc, place, modifier, adjustment, specialty, gpci, locality, zip_locality,
    oppscap, anesthesia, conversion_factor, addendum_b, asc, mce, coverage, hcpcs, asp, clfs,
    dmepos, nppes, descriptor, article,
)  # fmt: skip


def source_of(file: Published) -> Source | None:
    """The source that recognises the file; None when none does."""
    return next((source for source in SOURCES if source.recognise(file)), None)


def nearest(file: Published) -> str:
    """The layout that the headings of a file nobody reads come nearest to and what it lacks; "" when none is near.

    Near is a layout of which a row has at least half of the columns, and two.
    """
    best: tuple[float, str] = (0.5, "")
    for source in SOURCES:
        layout: dict[str, str] = getattr(source, "LAYOUT", {})  # files of fixed width have no headings
        row, missing, headings = header_like(file, layout)
        share = (len(layout) - len(missing)) / max(len(layout), 1)
        if len(layout) - len(missing) >= 2 and missing and share >= best[0]:
            best = (
                share + 1e-9,
                f"the nearest is {KINDS[source.KIND].title}, but row {row} has no column for its {missing[0]}"
                f" (its headings: {', '.join(headings)[:160]})",
            )
    return best[1]
