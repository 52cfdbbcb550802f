"""Our own words: short labels of codes, what a range of codes is about, what an indicator means."""

from __future__ import annotations

import csv
import tomllib
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from sightline.pages.record import Source

TABLES = Path(__file__).parent / "tables"
EDITORIAL = Source("Sightline", "our own words, not from a published file", editorial=True)
LAYOUT = Source(
    "CMS", "PFS Relative Value File, record layout and Attachment A", "RVU26B record layout", "2026-04",
    "https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files",
)  # fmt: skip
POLICY = Source(
    "CMS", "Medicare NCCI Policy Manual 2026", "", "2026-01-01",
    "https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits",
)  # fmt: skip
MANUAL = Source(
    "CMS", "Claims Processing Manual, Pub. 100-04", "", "",
    "https://www.cms.gov/regulations-and-guidance/guidance/manuals/internet-only-manuals-ioms",
)  # fmt: skip


class Range(NamedTuple):
    """A range of codes: what it is about, and the kind of service."""

    first: str
    last: str
    group: str
    service: str


@cache
def table(name: str) -> dict[str, Any]:
    """A TOML table of ours, by name."""
    return tomllib.loads((TABLES / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """A csv table of ours, by name."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


@cache
def labels() -> dict[str, str]:
    """Our own short label of each procedure code that has one."""
    return {row["code"]: row["label"] for row in rows("labels")}


@cache
def known_labels() -> dict[str, str]:
    """Those labels, and our own words for codes of other specialties that lists commonly hold."""
    return {row["code"]: row["label"] for row in rows("other_labels")} | labels()


@cache
def procedure_names() -> dict[str, tuple[str, ...]]:
    """Our own words for procedures of every specialty: first what says which code of its family it is, then what else it is
    called. Words of the field (organ, act, way in, abbreviations, brands), by code: the tables in tables/procedures."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted((TABLES / "procedures").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            found.update((row["code"], tuple(row["words"].split("|"))) for row in csv.DictReader(stream))
    return found


class _Names(NamedTuple):
    """What procedure codes are called where they are used, by code: our words for it, names of it alone, those of several."""

    own: dict[str, tuple[str, ...]]
    alone: dict[str, list[str]]
    shared: dict[str, list[str]]


@cache
def _in_use() -> _Names:
    alone: dict[str, list[str]] = {}
    shared: dict[str, list[str]] = {}
    for row in rows("names_in_use"):
        if row["kind"] == "procedure":
            codes = row["names"].split()
            for code in codes:
                (alone if len(codes) == 1 else shared).setdefault(code, []).extend(row["words"].split("|"))
    return _Names(procedure_names(), alone, shared)


def in_use(code: str) -> tuple[str, ...]:
    """What a procedure code is called where it is used, the most fitting first; none that a table of ours has no name for."""
    return tuple(dict.fromkeys(name for names in _in_use() for name in names.get(code, ())))


def names_alone(code: str) -> tuple[str, ...]:
    """The names among them that no other code has."""
    return tuple(dict.fromkeys(name for names in _in_use()[:2] for name in names.get(code, ())))


@cache
def _ranges() -> dict[str, tuple[list[str], list[Range]]]:
    by_shape: dict[str, list[Range]] = {}
    for row in rows("ranges"):
        found = Range(row["first"], row["last"], row["group"], row["service"])
        by_shape.setdefault(_shape(found.first), []).append(found)
    return {shape: ([r.first for r in sorted(found)], sorted(found)) for shape, found in by_shape.items()}


def _shape(code: str) -> str:
    return code[0] if code[0].isalpha() else code[-1] if code[-1].isalpha() else "#"


@cache
def range_of(code: str) -> Range:
    """The range that a code is in; one without words when none has it."""
    firsts, found = _ranges().get(_shape(code), ([], []))
    at = bisect_right(firsts, code) - 1
    if at >= 0 and found[at].first <= code <= found[at].last:
        return found[at]
    return Range(code, code, "", "")


def label(code: str) -> str:
    """Our short label of a code, else what its range is about."""
    return labels().get(code) or range_of(code).group


def meaning(indicator: str, value: str) -> str:
    """What a value of an indicator means; "" when our table has no words for it."""
    return str(table("indicators").get(indicator, {}).get(value, ""))


def spelled(indicator: str, value: str) -> str:
    """A value with its meaning behind it."""
    words = meaning(indicator, value)
    return f"{value}: {words}" if words else value


def runs(codes: Iterable[str], most: int | None = None) -> str:
    """Codes as a list in which three or more of consecutive numbers are a run: 10004-10012, 10021.

    Of more than `most` codes and runs the first are named and the other codes counted.
    """
    ordered = sorted(set(codes))
    if not ordered:
        return ""
    groups: list[list[str]] = [[ordered[0]]]
    for before, code in pairwise(ordered):
        if before.isdigit() and code.isdigit() and int(code) == int(before) + 1:
            groups[-1].append(code)
        else:
            groups.append([code])
    named = groups if most is None or len(groups) <= most else groups[:most]
    text = ", ".join(f"{g[0]}-{g[-1]}" if len(g) > 2 else ", ".join(g) for g in named)
    left = len(ordered) - sum(map(len, named))
    return f"{text} and {left:,} more" if left else text
