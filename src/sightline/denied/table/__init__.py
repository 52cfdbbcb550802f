"""The tables that decide: what codes mean (reasons, remarks, statuses), what to do (rows, never), and by when (steps)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Condition:
    """Facts that must all hold, of which one must (where there are any), and of which none may."""

    all: frozenset[str]
    any: frozenset[str]
    none: frozenset[str]

    def holds(self, facts: frozenset[str]) -> bool:
        """Whether the facts of an adjustment meet it."""
        return self.all <= facts and (not self.any or not self.any.isdisjoint(facts)) and self.none.isdisjoint(facts)


@dataclass(frozen=True)
class Row:
    """A row of rows.toml: when it fits, the step, what to do in words, what a letter says, and the published ground."""

    id: str
    when: Condition
    step: str
    do: str
    letter: str
    source: str


@dataclass(frozen=True)
class Never:
    """A prohibition of never.toml, which stands above every row."""

    action: str
    when: Condition
    says: str
    source: str


@dataclass(frozen=True)
class Route:
    """On which way an answer goes, and from what its last day is counted (steps.toml)."""

    name: str
    title: str
    counted_from: str  # notice | service
    months: int
    days: int
    parameter: str  # the rule of a payer's profile that has the time; "" where it is published for all
    says: str
    source: str
    rolls: str  # by what a last day that is no working day moves to the next one; "" where nothing published says so
    late: str  # what opens the route after the last day, with its source


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _set(row: dict[str, Any], name: str) -> frozenset[str]:
    return frozenset(row.get(name, ()))


@cache
def reasons() -> dict[str, tuple[str, str]]:
    """Each adjustment reason (CARC) that the tables know: its kind, and what it says in our own words."""
    return {code: (kind, says) for kind, codes in _read("reasons").items() for code, says in codes.items()}


@cache
def remarks() -> dict[str, tuple[str, str]]:
    """Each remark (RARC) that changes an answer: its kind, and what it says in our own words."""
    return {code: (kind, says) for kind, codes in _read("remarks").items() for code, says in codes.items()}


@cache
def statuses() -> dict[str, tuple[str, str]]:
    """Each claim status category of acknowledgments: its kind, and what it says in our own words."""
    return {code: (kind, says) for kind, codes in _read("statuses").items() for code, says in codes.items()}


@cache
def rows() -> tuple[Row, ...]:
    """The rows in their order: the first that fits answers."""
    return tuple(
        Row(
            row["id"],
            Condition(_set(row, "all"), _set(row, "any"), _set(row, "none")),
            row["step"],
            row["do"],
            row.get("letter", ""),
            row["source"],
        )
        for row in _read("rows")["row"]
    )


@cache
def nevers() -> tuple[Never, ...]:
    """The prohibitions."""
    return tuple(
        Never(
            row["action"],
            Condition(_set(row, "all"), _set(row, "any"), _set(row, "unless")),
            row["says"],
            row["source"],
        )
        for row in _read("never")["never"]
    )


@cache
def steps() -> dict[tuple[str, str], tuple[str, str]]:
    """The action and the route of each step, by step and payer (medicare, other)."""
    return {
        (name, payer): (way["action"], way["route"])
        for name, each in _read("steps")["step"].items()
        for payer, way in each.items()
    }


@cache
def routes() -> dict[str, Route]:
    """The routes by name."""
    return {
        name: Route(
            name, row["title"], row["from"], row.get("months", 0), row.get("days", 0), row.get("parameter", ""),
            row.get("says", ""), row.get("source", ""), row.get("rolls", ""), row.get("late", ""),
        )
        for name, row in _read("steps")["route"].items()
    }  # fmt: skip


@cache
def actions() -> dict[str, str]:
    """The actions, and their words."""
    return dict(_read("steps")["action"])


@cache
def levels() -> tuple[dict[str, Any], ...]:
    """The levels of appeal of Medicare Part B: title, days, says, source, and amount in controversy (dollars)."""
    return tuple(_read("steps")["level"])


def forbidden(action: str, facts: Iterable[str]) -> Never | None:
    """The prohibition that an action meets under these facts; None where it is allowed."""
    held = frozenset(facts)
    return next((never for never in nevers() if never.action == action and never.when.holds(held)), None)
