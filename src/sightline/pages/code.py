"""Code pages: gather what is known of some codes, then compose a page for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from sightline.edits.bearing import RulesOf
from sightline.errors import SightlineError
from sightline.pages.gather import Gathered, Gatherer
from sightline.pages.record import Page
from sightline.pages.sections import (
    changes,
    clinical,
    diagnoses,
    documentation,
    edits,
    goes_with,
    modifiers,
    overview,
    payers,
    payment,
    summary,
    taxonomies,
)
from sightline.pages.subject import Around, Subject, around
from sightline.pages.words import label, rows
from sightline.payers.profile import Profile, find_profile
from sightline.pricing.fee import Asked, Fee, fees
from sightline.reference.store import Reference, open_reference
from sightline.reference.titles import diagnosis_titles

#: The sections of a page, in its order; the sources follow from the facts.
SECTIONS = (
    summary, overview, clinical, modifiers, payment, edits, goes_with, diagnoses, taxonomies, payers, documentation,
    changes,
)  # fmt: skip
#: Codes that are gathered together: enough for few queries, little enough for memory.
TOGETHER = 1000


class CodePageError(SightlineError):
    """There is no page: the code is in no loaded release, or is not a procedure code."""


def code(
    code: str,
    *,
    on: date | None = None,
    payers: Sequence[str] = (),
    locality: str = "",
    reference: Reference | Path | str | None = None,
) -> Page:
    """The page of a procedure code as of a date (default: today).

    `payers` are names of profiles or .toml files, by default Aetna, Blue Cross Blue Shield, Cigna, UnitedHealthcare and
    Medicare. `locality` is a carrier and locality such as 10112-00, national without. Raises CodePageError when no
    loaded release has the code, and the errors of payers and prices.
    """
    wanted = code.strip().upper()
    maker = Pages(open_reference(reference) if not isinstance(reference, Reference) else reference, on=on,
                  payers=payers, locality=locality)  # fmt: skip
    for page in maker.pages([wanted]):
        return page
    raise CodePageError(
        f"{wanted or 'an empty code'} is in no loaded release of procedure codes;"
        " `sightline search` finds codes, `sightline reference list` shows what is loaded"
    )


class Pages:
    """Makes pages as of one date from one reference. Not to be shared between threads."""

    def __init__(
        self, reference: Reference, *, on: date | None = None, payers: Sequence[str] = (), locality: str = ""
    ) -> None:
        self._on = on or date.today()
        self._reference = reference
        self._locality = locality
        self._gatherer = Gatherer(reference, self._on)
        self._around = _around(reference, self._on, _profiles(payers), locality)
        self._rules = RulesOf(reference, self._on)

    def codes(self) -> list[str]:
        """Every code that has a page."""
        return self._gatherer.codes()

    def subjects(self, codes: Sequence[str]) -> Iterator[Subject]:
        """What is known of those of `codes` that any loaded release knows, without amounts and payers."""
        for start in range(0, len(codes), TOGETHER):
            some = codes[start : start + TOGETHER]
            seen = self._gatherer.gather(some)
            for one in some:
                if seen.known(one) or one in self._around.roles:
                    yield Subject(one, seen, self._around)

    def pages(self, codes: Sequence[str]) -> Iterator[Page]:
        """The pages of those of `codes` that any loaded release knows, in their order."""
        for start in range(0, len(codes), TOGETHER):
            some = codes[start : start + TOGETHER]
            seen = self._gatherer.gather(some)
            known = [one for one in some if seen.known(one) or one in self._around.roles]
            priced = _fees(known, seen, self._locality)
            rules = self._rules.of(known, seen.partners())
            for one in known:
                yield compose(Subject(one, seen, self._around, tuple(priced[one]), rules.get(one, ())))


def compose(subject: Subject) -> Page:
    """The page of a subject."""
    main = subject.main
    status = "deleted" if subject.deleted_on else "active"
    if status == "active" and not main:
        status = "not in the fee schedule"
    elif status == "active" and subject.before_all:
        status = "not known on that date"
    return Page(
        subject.code, label(subject.code), subject.seen.on, status, tuple(one.section(subject) for one in SECTIONS)
    )


def _profiles(named: Sequence[str]) -> tuple[Profile, ...]:
    return tuple(find_profile(name) for name in named or payers.SIDE_BY_SIDE)


def _around(reference: Reference, on: date, profiles: tuple[Profile, ...], locality: str) -> Around:
    import pyarrow.parquet as pq

    listed = [row["code"].replace(".", "") for row in rows("diagnoses")]
    covered = {
        diagnosis
        for release in reference.of("coverage")
        for diagnosis in pq.read_table(release.path, columns=["diagnosis"])["diagnosis"].to_pylist()
    }
    wanted = sorted({*listed, *covered})
    return around(reference, on, profiles, diagnosis_titles(reference, wanted, on), wanted, locality)


def _fees(codes: Iterable[str], seen: Gathered, locality: str) -> dict[str, list[Fee]]:
    """The fees of every component of `codes` by every fee schedule at hand, newest first."""
    asked = []
    for one in codes:
        answering = seen.release("fee_schedule", one)
        for release in reversed(seen.reference.of("fee_schedule")):
            day = seen.on if release is answering else release.period_from
            asked += [
                Asked(one, row["modifier"], day, locality)
                for row in seen.of("fee_schedule", one, release)
                if row["modifier"] != "53"
            ]
    found: dict[str, list[Fee]] = defaultdict(list)
    for fee in fees(asked, reference=seen.reference) if asked else []:
        found[fee.code].append(fee)
    return found
