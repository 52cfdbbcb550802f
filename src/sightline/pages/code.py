"""Code pages: gather what is known of some codes, then compose a page for each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from sightline.days import day_of
from sightline.edits.code_rules import RulesOf
from sightline.errors import SightlineError
from sightline.names import names_in
from sightline.pages.described import described
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
from sightline.pages.subject import Background, Subject, background_of
from sightline.pages.words import rows
from sightline.payers.profile import Profile, find_profile
from sightline.pricing.fee import Fee, Question, fees
from sightline.pricing.price import Options, Pricer
from sightline.reference.forms import no_procedure
from sightline.reference.store import Reference, open_reference
from sightline.reference.titles import diagnosis_titles

#: The sections of a page, in its order; the sources follow from the facts.
SECTIONS = (
    summary, overview, clinical, modifiers, payment, edits, goes_with, diagnoses, taxonomies, payers, documentation,
    changes,
)  # fmt: skip
#: A code and modifiers as people write them behind it.
_WITH_MODIFIERS = re.compile(r"([0-9A-Z]{5})(?:[-–., ]+[0-9A-Z]{2})+")
#: Codes that are gathered together: enough for few queries, little enough for memory.
TOGETHER = 1000


class CodePageError(SightlineError):
    """There is no page: the code is in no loaded release, or is not a procedure code."""


def code(
    code: str,
    *,
    on: date | str | None = None,
    payers: str | Sequence[str] = (),
    locality: str = "",
    reference: Reference | Path | str | None = None,
) -> Page:
    """The page of a procedure code as of a date (default: today).

    `payers` are names of profiles or .toml files, such as "aetna,medicare" or ["aetna"], by default Aetna, Blue Cross Blue
    Shield, Cigna, UnitedHealthcare and Medicare. `locality` is a carrier and locality such as 10112-00, national
    without. Raises CodePageError when no loaded release has the code, and the errors of payers and prices.
    """
    maker = Pages(open_reference(reference) if not isinstance(reference, Reference) else reference, on=day_of(on),
                  payers=payers, locality=locality)  # fmt: skip
    return maker.page(str(code))


class Pages:
    """Makes pages as of one date from one reference. Not to be shared between threads."""

    def __init__(
        self, reference: Reference, *, on: date | None = None, payers: str | Sequence[str] = (), locality: str = ""
    ) -> None:
        self._on = on or date.today()
        self._reference = reference
        self._locality = locality
        self._gatherer = Gatherer(reference, self._on)
        self._background = _background(reference, self._on, _profiles(payers), locality)
        self._rules = RulesOf(reference, self._on)
        self._pricer: Pricer | None = None

    def close(self) -> None:
        """Give back the memory of the engines."""
        self._gatherer.close()
        self._rules.close()
        if self._pricer:
            self._pricer.close()

    def page(self, code: str) -> Page:
        """The page of one code, with or without modifiers. Raises CodePageError when no loaded release has it."""
        for page in self.pages([plain_code(code)]):
            return page
        raise CodePageError(
            no_procedure(plain_code(code))
            or f"{code} is in no loaded release of procedure codes;"
            " `sightline search` finds codes, `sightline reference list` shows what is loaded"
        )

    def codes(self) -> list[str]:
        """Every code that has a page."""
        return self._gatherer.codes()

    def subjects(self, codes: Sequence[str]) -> Iterator[Subject]:
        """What is known of those of `codes` that any loaded release knows, without amounts and payers."""
        for start in range(0, len(codes), TOGETHER):
            some = codes[start : start + TOGETHER]
            gathered = self._gatherer.gather(some)
            for one in some:
                if gathered.known(one) or one in self._background.roles:
                    yield Subject(one, gathered, self._background)

    def pages(self, codes: Sequence[str]) -> Iterator[Page]:
        """The pages of those of `codes` that any loaded release knows, in their order."""
        for start in range(0, len(codes), TOGETHER):
            some = codes[start : start + TOGETHER]
            gathered = self._gatherer.gather(some)
            known = [one for one in some if gathered.known(one) or one in self._background.roles]
            priced = self._fees(known, gathered)
            rules = self._rules.of(known, gathered.partners())
            for one in known:
                yield compose(Subject(one, gathered, self._background, tuple(priced[one]), rules.get(one, ())))

    def _fees(self, codes: Iterable[str], gathered: Gathered) -> dict[str, list[Fee]]:
        """The fees of every component of `codes` by every loaded fee schedule, newest first."""
        questions = []
        for one in codes:
            answering = gathered.release("fee_schedule", one)
            for release in reversed(gathered.reference.of("fee_schedule")):
                day = gathered.on if release is answering else release.period_from
                questions += [
                    Question(one, row["modifier"], day, self._locality)
                    for row in gathered.of("fee_schedule", one, release)
                ]
        found: dict[str, list[Fee]] = defaultdict(list)
        if not questions:
            return found
        if self._pricer is None:
            self._pricer = Pricer(gathered.reference, Options(locality=self._locality))
        for fee in fees(questions, pricer=self._pricer):
            found[fee.code].append(fee)
        return found


def plain_code(text: str) -> str:
    """The code of a text such as "77012-26", in capitals; the text itself, in capitals, where it is none."""
    found = _WITH_MODIFIERS.fullmatch(text.strip().upper())
    return found[1] if found else text.strip().upper()


def compose(subject: Subject) -> Page:
    """The page of a subject."""
    main = subject.main
    status = "deleted" if subject.deleted_on else "active"
    if status == "active" and not main:
        status = "not in the fee schedule"
    elif status == "active" and subject.before_all:
        status = "not known on that date"
    return Page(
        subject.code,
        described(subject).title,
        subject.gathered.on,
        status,
        tuple(one.section(subject) for one in SECTIONS),
    )


def _profiles(named: str | Sequence[str]) -> tuple[Profile, ...]:
    names = names_in(named) if isinstance(named, str) else named  # a file's own name may have a comma
    return tuple(find_profile(name) for name in names or payers.SIDE_BY_SIDE)


def _background(reference: Reference, on: date, profiles: tuple[Profile, ...], locality: str) -> Background:
    import pyarrow.parquet as pq

    listed = [row["code"].replace(".", "") for row in rows("diagnoses")]
    covered = {
        diagnosis
        for release in reference.of("coverage")
        for diagnosis in pq.read_table(release.path, columns=["diagnosis"])["diagnosis"].to_pylist()
    }
    needed = sorted({*listed, *covered})
    return background_of(reference, on, profiles, diagnosis_titles(reference, needed, on), needed, locality)
