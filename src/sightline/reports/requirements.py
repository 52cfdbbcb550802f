"""The requirements as data: what each asks of a report, which codes it supports, how it is recognized."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from sightline.errors import SightlineError

from .vocabulary import vocabulary

_FOLDER = Path(__file__).parent / "requirements"
DENIALS = ("contradicts", "weak", "counts", "ignored")
GRADES = ("whole", "partial")


class RequirementError(SightlineError):
    """A file of requirements is not as it must be; the message names the file and the requirement."""


@cache
def choices(name: str) -> tuple[str, ...]:
    """The concepts that a name of a rule stands for: "a|b" is any of two."""
    return tuple(name.split("|"))


@dataclass(frozen=True)
class Evidence:
    """What a sentence must name to count; see docs/reports.md. A name such as "a|b" is any of the concepts."""

    names: tuple[str, ...]
    needs: tuple[str, ...] = ()  # must be in the sentence too, however it stands
    decide: tuple[str, ...] = ()  # the names whose assertion decides; all of `names` when empty
    without: tuple[str, ...] = ()  # must not be in the sentence
    beside: tuple[str, ...] = ()  # must be affirmed in the sentence or one next to it
    elsewhere: tuple[str, ...] = ()  # one of them must be affirmed anywhere
    sections: tuple[str, ...] = ()  # only in these
    outside: tuple[str, ...] = ()  # not in these
    grade: str = "whole"
    denial: str = "contradicts"  # what a denial does: see DENIALS
    assertion: str = ""  # "filled": anything counts that is not an unfilled template
    raw: bool = False  # the words deny something themselves: a denial of them is none

    @property
    def concepts(self) -> frozenset[str]:
        """Every concept that the rule looks for."""
        names = (*self.names, *self.needs, *self.without, *self.beside, *self.elsewhere)
        return frozenset(concept for name in names for concept in choices(name))


@dataclass(frozen=True)
class Requirement:
    """One thing that a report must show: the codes it supports, whether payment hangs on it, and how it is recognized."""

    id: str
    says: str
    supports: tuple[str, ...]
    blocking: bool
    citation: str
    counts: tuple[str, ...]
    does_not: tuple[str, ...]
    outside: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    against: tuple[Evidence, ...] = ()
    check: str = ""  # a rule that needs more than words; see judge.py
    latest: bool = False  # of evidence for and against, what stands later in the report decides


@lru_cache(maxsize=1)
def load_requirements() -> tuple[Requirement, ...]:
    """Every requirement, in the order of the files. Raises RequirementError on the first that is not well said."""
    found: list[Requirement] = []
    for path in sorted(_FOLDER.glob("*.toml")):
        try:
            entries = tomllib.loads(path.read_text(encoding="utf-8"))["requirement"]
        except (tomllib.TOMLDecodeError, KeyError) as error:
            raise RequirementError(f"{path}: {error}") from None
        found += [_requirement(entry, path) for entry in entries]
    twice = {one.id for one in found if sum(other.id == one.id for other in found) > 1}
    if twice:
        raise RequirementError(f"{_FOLDER}: more than one requirement is called {', '.join(sorted(twice))}")
    return tuple(found)


@lru_cache(maxsize=1)
def concepts_asked() -> frozenset[str]:
    """Every concept that some requirement looks for."""
    return frozenset(
        concept
        for requirement in load_requirements()
        for rule in (*requirement.evidence, *requirement.against)
        for concept in rule.concepts
    )


def _requirement(entry: dict[str, Any], path: Path) -> Requirement:
    name = entry.get("id", "a requirement without id")
    unknown = entry.keys() - {field.name for field in fields(Requirement)}
    missing = {"id", "says", "supports", "blocking", "citation", "counts", "does_not"} - entry.keys()
    if unknown or missing:
        raise RequirementError(f"{path}: {name}: lacks {sorted(missing)}, does not know {sorted(unknown)}")
    if not entry.get("evidence") and not entry.get("check"):
        raise RequirementError(f"{path}: {name}: nothing says what its evidence is")
    rules: dict[str, Any] = {
        kind: tuple(_evidence(rule, name, path) for rule in entry.get(kind, ())) for kind in ("evidence", "against")
    }
    plain: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in entry.items() if key not in rules
    }
    return Requirement(**plain, **rules)


def _evidence(entry: dict[str, Any], name: str, path: Path) -> Evidence:
    unknown = entry.keys() - {field.name for field in fields(Evidence)}
    if unknown:
        raise RequirementError(f"{path}: {name}: evidence does not know {sorted(unknown)}")
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    rule = Evidence(**given)
    lost = rule.concepts - vocabulary().keys()
    if lost or rule.denial not in DENIALS or rule.grade not in GRADES:
        raise RequirementError(f"{path}: {name}: {sorted(lost) or (rule.denial, rule.grade)} is not known")
    return rule
