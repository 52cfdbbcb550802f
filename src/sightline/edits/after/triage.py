"""Which of the bypassed findings to pull records for first: a score from published signs, with its reasons.

A modifier that claims an exception is no mistake in itself. The signs are those that the NCCI Policy Manual names, and how a
provider bills beside the others of the same input; the points are ours, and say nothing of anybody's intent.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.result import Result

#: The column that `triaged` adds: null for a finding that is not bypassed.
TRIAGE = pa.struct([pa.field("score", pa.int32()), pa.field("reasons", pa.list_(pa.string()))])
_SIGNS = Path(__file__).with_suffix(".csv")
_DISTINCT = {"XE", "XP", "XS", "XU"}
_OF_VISITS = {"24", "25", "57"}
#: Modifiers that name a place of the body.
_ANATOMIC = {"LT", "RT", "E1", "E2", "E3", "E4", "LC", "LD", "LM", "RC", "RI", "TA", "FA"} | {
    f"{limb}{digit}" for limb in "TF" for digit in range(1, 10)
}
#: How many bypassed findings a provider must have before it is compared, and how often the others' rate is how many points.
_LEAST = 5
_RATES = ((8, 25), (4, 20), (2, 10))
_MOST = 100


class _Line(NamedTuple):
    code: str
    modifiers: frozenset[str]
    diagnoses: frozenset[str]
    provider: str
    specialty: str
    charge: Any


class _Sign(NamedTuple):
    one: tuple[str, str]
    two: tuple[str, str]
    points: int
    reason: str


def triaged(result: Result) -> Result:
    """The result with the column `triage` in its findings, those of the highest score first; the others follow as before.

    A score is from 0 to 100: pairs that the manual says are seldom separate (25), 59 where a more exact modifier would be
    expected (15), the same diagnoses on both lines (20), the same side or digit on both (20), a provider who bypasses far
    more often than the others of the specialty (10 to 25), and one who never bills the pair without a bypass (10).
    """
    found = result.findings
    places = [place for place, status in enumerate(found["status"].to_pylist()) if status == "bypassed"]
    rows = (
        found.select(["edit", "claim_key", "line", "other_claim_key", "related_line", "evidence"])
        .take(pa.array(places, pa.int64()))
        .to_pylist()
    )
    lines = _lines(result)
    rates = _rates(rows, lines)
    habits = _habits(result, lines)
    scored: list[tuple[int, Any, int, list[str]]] = []
    column: list[dict[str, Any] | None] = [None] * found.num_rows
    for place, row in zip(places, rows, strict=True):
        own = lines.get((row["claim_key"], row["line"]))
        other = lines.get((row["other_claim_key"] or row["claim_key"], row["related_line"]))
        reasons = [*_of_pair(own, other), *_of_provider(own, _pair(row, own, other), rates, habits)]
        score = min(sum(points for points, _ in reasons), _MOST)
        column[place] = {"score": score, "reasons": [reason for _, reason in reasons]}
        scored.append((-score, -(own.charge or 0) if own else 0, place, []))
    first = [place for *_, place, _ in sorted(scored)]
    held = set(first)
    order = [*first, *(place for place in range(found.num_rows) if place not in held)]
    added = found.append_column("triage", pa.array(column, TRIAGE))
    return replace(result, findings=added.take(pa.array(order, pa.int64())))


def _of_pair(own: _Line | None, other: _Line | None) -> Iterable[tuple[int, str]]:
    """Points and reasons of the two lines."""
    if own is None:
        return
    stated = own.modifiers | (other.modifiers if other else frozenset())
    visit = bool(stated & _OF_VISITS)
    if other:
        sign = _sign(other.code, own.code)
        if sign:
            yield sign.points, sign.reason
    if "59" in stated and not stated & (_DISTINCT | _ANATOMIC):
        yield 15, "59 alone: no XE, XS, XP or XU, and no side or digit"
    if other is None:
        return
    # A visit with 25 or 57 needs no other diagnosis; one with 24 does.
    if own.diagnoses and own.diagnoses == other.diagnoses and (not visit or "24" in stated):
        yield 20, "both lines point to the same diagnoses"
    if shared := sorted(own.modifiers & other.modifiers & _ANATOMIC):
        yield 20, f"{shared[0]} on both lines names one site"


def _of_provider(
    own: _Line | None,
    pair: tuple[str, str],
    rates: dict[str, float],
    habits: dict[tuple[str, tuple[str, str]], Counter[str]],
) -> Iterable[tuple[int, str]]:
    """Points and reasons of how the provider bills beside the others."""
    if own is None or not own.provider:
        return
    times = rates.get(own.provider, 0.0)
    for least, points in _RATES:
        if times >= least:
            yield points, f"the provider bypasses {times:.0f} times as often as others of the specialty"
            break
    counts = habits[own.provider, pair]
    if counts["bypassed"] >= _LEAST and not counts["fail"]:
        yield 10, f"the provider has billed the pair {counts['bypassed']} times, each time with a bypass"


def _rates(rows: Iterable[dict[str, Any]], lines: dict[tuple[int, int], _Line]) -> dict[str, float]:
    """How many times as often as the others of its specialty in the input each provider has a bypassed line."""
    billed, bypassed, specialty = Counter[str](), Counter[str](), dict[str, str]()
    for line in lines.values():
        billed[line.provider] += 1
        specialty.setdefault(line.provider, line.specialty)
    for key in {(row["claim_key"], row["line"]) for row in rows}:
        if key in lines:
            bypassed[lines[key].provider] += 1
    all_billed, all_bypassed = Counter[str](), Counter[str]()
    for provider, count in billed.items():
        all_billed[specialty[provider]] += count
        all_bypassed[specialty[provider]] += bypassed[provider]
    times = {}
    for provider, count in bypassed.items():
        peers = all_billed[specialty[provider]] - billed[provider]
        if count < _LEAST or not peers:
            continue
        # One more than the peers have, so that peers without any give a rate too.
        others = (all_bypassed[specialty[provider]] - count + 1) / peers
        times[provider] = count / billed[provider] / others
    return times


def _habits(result: Result, lines: dict[tuple[int, int], _Line]) -> dict[tuple[str, tuple[str, str]], Counter[str]]:
    """By provider and pair of codes: how many findings are bypassed and how many fail."""
    counts: dict[tuple[str, tuple[str, str]], Counter[str]] = defaultdict(Counter)
    scored = pc.is_in(result.findings["status"], pa.array(["bypassed", "fail"]))
    names = ["status", "claim_key", "line", "other_claim_key", "related_line", "evidence"]
    for row in result.findings.select(names).filter(scored).to_pylist():
        own = lines.get((row["claim_key"], row["line"]))
        if own and row["related_line"] is not None:
            other = lines.get((row["other_claim_key"] or row["claim_key"], row["related_line"]))
            counts[own.provider, _pair(row, own, other)][row["status"]] += 1
    return counts


def _pair(row: dict[str, Any], own: _Line | None, other: _Line | None) -> tuple[str, str]:
    values = dict(row["evidence"])
    return (
        values.get("column_1") or (other.code if other else ""),
        values.get("column_2") or (own.code if own else ""),
    )


def _lines(result: Result) -> dict[tuple[int, int], _Line]:
    """What is compared of each line, by claim and line."""
    diagnoses: dict[int, dict[int, str]] = defaultdict(dict)
    for key, position, code in zip(
        *(result.diagnoses[name].to_pylist() for name in ("claim_key", "position", "code")), strict=True
    ):
        diagnoses[key][position] = code
    names = [
        "claim_key", "line_no", "code", "charge", "rendering_npi", "rendering_taxonomy",
        *(f"modifier_{n}" for n in range(1, 5)), *(f"pointer_{n}" for n in range(1, 5)),
    ]  # fmt: skip
    found = {}
    for key, line, code, charge, npi, taxonomy, *rest in zip(
        *(result.lines[name].to_pylist() for name in names), strict=True
    ):
        of_claim = diagnoses.get(key, {})
        found[key, line] = _Line(
            code,
            frozenset(each for each in rest[:4] if each),
            frozenset(of_claim[at] for at in rest[4:] if at in of_claim),
            npi or "",
            taxonomy or "",
            charge,
        )
    return found


def _sign(one: str, two: str) -> _Sign | None:
    """What the manual says of column 2 beside column 1; the first row that has both."""
    return next(
        (sign for sign in _signs() if sign.one[0] <= one <= sign.one[1] and sign.two[0] <= two <= sign.two[1]), None
    )


@cache
def _signs() -> tuple[_Sign, ...]:
    with _SIGNS.open(encoding="utf-8", newline="") as stream:
        return tuple(
            _Sign(
                (row["one_from"], row["one_to"]),
                (row["two_from"], row["two_to"]),
                int(row["points"]),
                f"{row['reason']} ({row['source']})",
            )
            for row in csv.DictReader(stream)
        )
