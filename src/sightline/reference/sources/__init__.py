"""One module per published file: how to recognise it by its content, and how to read it whole.

Each has KIND, PUBLISHER, ADDRESS, PARSER (the reader's name and version), `recognise(file)` and `read(file, period)`.
"""

from __future__ import annotations

from typing import Protocol

from sightline.reference.published import Published
from sightline.reference.sources import (
    addendum_b,
    addon,
    adjustment,
    anesthesia,
    asc,
    conversion_factor,
    coverage,
    gpci,
    icd10cm,
    locality,
    mce,
    modifier,
    mue,
    nucc,
    oppscap,
    place,
    pprrvu,
    ptp,
    specialty,
    zip_locality,
)
from sightline.reference.sources.loaded import Loaded


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
    oppscap, anesthesia, conversion_factor, addendum_b, asc, mce, coverage,
)  # fmt: skip


def source_of(file: Published) -> Source | None:
    """The source that recognises the file; None when none does."""
    return next((source for source in SOURCES if source.recognise(file)), None)
