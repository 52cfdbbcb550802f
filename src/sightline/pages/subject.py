"""A code in its surroundings: what the sections of its page are made from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import pyarrow.parquet as pq

from sightline.pages.gather import Gathered, source_of
from sightline.pages.record import Cite, Source
from sightline.pages.words import table
from sightline.payers.profile import Profile
from sightline.payers.rules import Rule
from sightline.pricing.fee import Fee, Side
from sightline.reference.release import Release
from sightline.reference.store import Reference
from sightline.reference.titles import Title


@dataclass
class Background:
    """What is the same for every code: small tables read once, the payers shown side by side, diagnosis titles."""

    reference: Reference
    on: date
    payers: tuple[Profile, ...]
    titles: dict[str, Title]
    locality: str = ""
    roles: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    deleted: dict[str, date] = field(default_factory=dict)
    successors: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    predecessors: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    taxonomies: dict[str, dict[str, Any]] = field(default_factory=dict)
    specialties: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    diagnoses: dict[str, dict[str, Any]] = field(default_factory=dict)
    groups: list[dict[str, Any]] = field(
        default_factory=list
    )  # ranges of codes that belong together (table code_group)
    supplied: list[dict[str, Any]] = field(default_factory=list)  # ranges that suppliers bill to DME contractors
    releases: dict[str, Release] = field(default_factory=dict)

    def source(self, kind: str) -> Source:
        """The release of one of the small tables as a footnote names it."""
        return source_of(self.releases[kind])

    def role(self, code: str, role: str) -> dict[str, Any] | None:
        """The row of the guidance table that gives `code` this role; None when none does."""
        return next((row for row in self.roles.get(code, ()) if row["role"] == role), None)

    def current(self, code: str) -> bool:
        """Whether lineage knows no deletion of the code by the date."""
        gone = self.deleted.get(code)
        return gone is None or gone > self.on


def background_of(
    reference: Reference, on: date, payers: tuple[Profile, ...], titles: dict[str, Title], diagnoses: list[str],
    locality: str = "",
) -> Background:  # fmt: skip
    """Read the small tables. `diagnoses` are the codes (without dot) whose ICD-10-CM rows are needed."""
    found = Background(reference, on, payers, titles, locality)
    for kind in ("guidance", "lineage", "taxonomy", "specialty", "code_group", "dme_code", "icd10cm"):
        releases = reference.of(kind)
        if not releases:
            continue
        best = min(releases, key=lambda r: (not r.period_from <= on < r.period_to, -r.period_to.toordinal()))
        found.releases[kind] = best
        filters = [("code", "in", diagnoses)] if kind == "icd10cm" else None
        for row in pq.read_table(best.path, filters=filters).to_pylist():
            if kind == "guidance":
                found.roles[row["code"]].append(row)
            elif kind == "lineage":
                found.deleted[row["code"]] = row["deleted_on"]
                found.successors[row["code"]].append(row)
                found.predecessors[row["successor"]].append(row)
            elif kind == "code_group":
                found.groups.append(row)
            elif kind == "dme_code":
                found.supplied.append(row)
            elif kind == "taxonomy":
                found.taxonomies[row["code"]] = row
            elif kind == "specialty":
                found.specialties[row["specialty"]].append(row)
            else:
                found.diagnoses[row["code"]] = row
    return found


@dataclass
class Subject:
    """A code and what was gathered of it. `fees` are of every component and loaded fee schedule, newest first."""

    code: str
    gathered: Gathered
    background: Background
    fees: tuple[Fee, ...] = ()
    rules: tuple[Rule, ...] = ()

    @cached_property
    def schedule(self) -> dict[str, dict[str, Any]]:
        """The fee schedule's rows of the code on the date, by component ("" is the whole service)."""
        return {row["modifier"]: row for row in self.gathered.of("fee_schedule", self.code)}

    @property
    def main(self) -> dict[str, Any]:
        """The fee schedule's row of the whole service, else of any component, else nothing."""
        return self.schedule.get("") or next(iter(self.schedule.values()), {})

    def schedule_cite(self, component: str = "") -> tuple[Cite, ...]:
        """Where the fee schedule's row of a component is published."""
        row = self.schedule.get(component) or self.main
        return self.gathered.cites("fee_schedule", self.code, row.get("source_row")) if row else ()

    @cached_property
    def mue(self) -> dict[str, Any] | None:
        """The MUE row on the date."""
        return next(iter(self.gathered.of("mue", self.code)), None)

    @cached_property
    def descriptor(self) -> tuple[str, Cite] | None:
        """The published descriptor of a level II code, or the one that the user loaded, and where it stands; None without."""
        for kind in ("descriptor", "hcpcs"):
            for release in reversed(self.gathered.reference.of(kind)):
                for row in self.gathered.of(kind, self.code, release):
                    if row["title"]:
                        return row["title"], self.gathered.cite(release, row["source_row"])
        return None

    @cached_property
    def groups(self) -> frozenset[str]:
        """The groups of codes (always-therapy, single-dose-drug …) that the code is in."""
        return frozenset(row["name"] for row in self.background.groups if self._within(row))

    @cached_property
    def of_supplier(self) -> bool:
        """Whether suppliers bill the code to DME contractors, by CMS's jurisdiction list."""
        return any(self._within(row) for row in self.background.supplied)

    def _within(self, row: dict[str, Any]) -> bool:
        return bool(row["code_from"] <= self.code <= row["code_to"])

    @cached_property
    def addon(self) -> bool:
        """Whether the file of add-on codes has the code on the date."""
        return self.code in self.gathered.addons

    @cached_property
    def guidance(self) -> dict[str, Any] | None:
        """The row that says that the code is image guidance: modality and what it guides; None for other codes."""
        return self.background.role(self.code, "guidance")

    @cached_property
    def guides(self) -> str:
        """What image guidance guides, as our own tables name it: needle, spine, ablation, drainage …; "" for others."""
        if not self.guidance:
            return ""
        return "spine" if self.code in table("guidance")["spine"]["codes"] else str(self.guidance["detail"])

    @cached_property
    def deleted_on(self) -> date | None:
        """The first day on which the code was no longer valid; None while it is, or nobody says."""
        gone = self.background.deleted.get(self.code)
        return gone if gone and gone <= self.background.on else None

    @cached_property
    def before_all(self) -> bool:
        """Whether the date lies before every period of which a loaded fee schedule tells: nobody says it was valid."""
        return all(self.background.on < release.period_from for release in self.gathered.reference.of("fee_schedule"))

    def fee(self, component: str = "") -> Fee | None:
        """The fee of a component by the release that answers for the date."""
        return next((one for one in self.fees if one.modifier == component and one.on == self.background.on), None)


def dollars(amount: Decimal | None) -> str:
    """An amount with its dollar sign, or a dash."""
    return "–" if amount is None else f"${amount:,.2f}"


def paid(side: Side) -> str:
    """What one side of a fee pays; "not paid" where a rule says that nothing is."""
    return "not paid" if side.reason and side.amount == 0 else dollars(side.amount)


def component_name(component: str) -> str:
    """What a row of the fee schedule is called."""
    return component or "global"
