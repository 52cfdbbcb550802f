"""The code sets that a document is held against: does a code exist, what is its title, which title fits a label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pyarrow.parquet as pq

from sightline.pages.gather import source_of
from sightline.pages.record import Cite, Source
from sightline.pages.verify.concepts import concepts, readings
from sightline.pages.verify.meaning import score
from sightline.pages.words import EDITORIAL, known_labels, rows
from sightline.reference.release import Release
from sightline.reference.sources.icd10cm import PACKAGE, PUBLISHER
from sightline.reference.store import Reference
from sightline.reference.titles import Title, diagnosis_titles

_KINDS = {"taxonomy": "taxonomy", "place": "place", "modifier": "modifier", "diagnosis": "icd10cm"}
_CLEARLY = 0.25  # how much better, unless it is the whole name
_FITS = 0.65  # how well another name must fit a label to be given


@dataclass
class CodeSets:
    """The small code sets as of a date; read when first needed."""

    reference: Reference
    on: date

    def release(self, system: str) -> Release | None:
        """The release of a system that answers for the date."""
        releases = self.reference.of(_KINDS[system])
        return min(
            releases, key=lambda r: (not r.period_from <= self.on < r.period_to, -r.period_to.toordinal()), default=None
        )

    @cached_property
    def taxonomies(self) -> dict[str, dict[str, Any]]:
        """NUCC's rows by code."""
        return self._rows("taxonomy")

    @cached_property
    def places(self) -> dict[str, dict[str, Any]]:
        """The places of service by code."""
        return self._rows("place")

    @cached_property
    def modifiers(self) -> dict[str, dict[str, Any]]:
        """The modifiers by code."""
        return self._rows("modifier")

    @cached_property
    def modifier_labels(self) -> dict[str, dict[str, str]]:
        """Our own words for modifiers by code."""
        return {row["code"]: row for row in rows("modifier_labels")}

    @cached_property
    def deleted(self) -> frozenset[str]:
        """The procedures that lineage says were deleted by the date."""
        releases = self.reference.of("lineage")
        return frozenset(
            row["code"]
            for release in releases
            for row in pq.read_table(release.path).to_pylist()
            if row["deleted_on"] <= self.on
        )

    @cached_property
    def diagnoses(self) -> dict[str, tuple[bool, int]]:
        """ICD-10-CM codes without dot: whether each is billable, and its row."""
        release = self.release("diagnosis")
        if release is None:
            return {}
        table = pq.read_table(release.path, columns=["code", "billable", "source_row"])
        codes, billable, number = (table[name].to_pylist() for name in ("code", "billable", "source_row"))
        return {code: (yes, row) for code, yes, row in zip(codes, billable, number, strict=True)}

    @cached_property
    def ordered_diagnoses(self) -> list[str]:
        """The billable codes of ICD-10-CM in their order."""
        return sorted(code for code, (billable, _) in self.diagnoses.items() if billable)

    @cached_property
    def categories(self) -> frozenset[str]:
        """What billable codes begin with: categories that are no codes to bill."""
        return frozenset(code[:n] for code in self.diagnoses for n in range(3, len(code)))

    def titles(self, system: str, codes: Sequence[str]) -> dict[str, Title]:
        """The titles of codes; our own labels for procedures and modifiers."""
        if system == "diagnosis":
            return diagnosis_titles(self.reference, codes, self.on)
        if system == "procedure":
            return {code: Title(known_labels()[code], "") for code in codes if code in known_labels()}
        if system == "modifier":
            return {c: Title(self.modifier_labels[c]["label"], "") for c in codes if c in self.modifier_labels}
        if system == "place":
            return {code: Title(self.places[code]["name"], "") for code in codes if code in self.places}
        return {code: Title(taxonomy_title(self.taxonomies[code]), "") for code in codes if code in self.taxonomies}

    def better(self, system: str, label: str, than: float) -> tuple[str, str] | None:
        """The taxonomy or place whose name fits a label best, when it fits clearly better than `than`; code and name."""
        named = {
            # A specialization stands for itself; a classification when it has none.
            "taxonomy": [
                (code, row["specialization"] or row["classification"]) for code, row in self.taxonomies.items()
            ],
            "place": [(code, row["name"]) for code, row in self.places.items()],
        }.get(system, [])
        least = max(_FITS, than)
        fitting = []
        for code, name in named:
            found = max(score(needed.words, concepts(name)) for needed in readings(label)) if name else 0.0
            # One word fits many names: it must be the whole of one.
            near = found >= than + _CLEARLY or found == 1.0
            if found > least and near and (len(concepts(label)) > 1 or found == 1.0):
                fitting.append((-found, len(code), code, name))
        if not fitting:
            return None
        *_, code, name = min(fitting)
        return code, name

    def cite(self, system: str, row: int | None) -> tuple[Cite, ...]:
        """The release of a system as a footnote."""
        release = self.release(system)
        return (Cite(source_of(release), row),) if release else ()

    def title_cite(self, system: str, title: Title) -> tuple[Cite, ...]:
        """Where a title is from: a published file, or our own words."""
        if system in ("procedure", "modifier"):
            return (Cite(EDITORIAL),)
        if title.file.startswith(PACKAGE):
            return (Cite(Source(PUBLISHER, "ICD-10-CM tabular list", title.file)),)
        return self.cite(system, None)

    def _rows(self, system: str) -> dict[str, dict[str, Any]]:
        release = self.release(system)
        return {row["code"]: row for row in pq.read_table(release.path).to_pylist()} if release else {}


def taxonomy_title(row: dict[str, Any]) -> str:
    """A taxonomy's classification and specialization as one title."""
    return " / ".join(part for part in (row["classification"], row["specialization"]) if part)
