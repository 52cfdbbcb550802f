"""Find what decides a payer's outcomes: of all conditions that could, those that the history bears out.

A condition is a code, something true of a line (relations/trait.sql), or both, or a code with two such things. An outcome is a
label that some lines have: denied, or paid at a factor of the payer's usual percent. A condition is a rule where, from some
day on, more than half of its lines have the outcome, with a bound that allows for every condition and day tried (Chernoff's
bound on a binomial tail, Bonferroni over all tried). Of conditions that share lines the one that explains most is taken
first, and its lines are taken out before the next is judged, so that a shadow of a rule is not a rule.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import combinations
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.engines.duckdb import DuckDB
from sightline.learn.evidence import relation

#: How sure: with this chance at most is anything of what is found no more than noise.
ALPHA = 0.05
#: Conditions of which one is taken where several fit the same lines: the plainest first. The others need a code beside them.
_PLAINEST = (
    "code", "modifier", "no-modifier", "place", "taxonomy", "beside", "diagnosis", "category", "more-in-day", "more-in-year",
    "again-within", "surgery", "rank",
)  # fmt: skip
#: Kinds that make sense without a code.
_ALONE = ("modifier", "place", "taxonomy", "diagnosis", "category", "surgery", "rank")
#: No more of the most promising conditions than this are judged line by line.
_MOST = 4_000
#: Rounds of judging; each takes at least one rule.
_ROUNDS = 60


@dataclass(frozen=True)
class Condition:
    """Where a rule holds: `code` ("" for every code), and of `kind` a `value` ("code" and "" where the code alone decides).

    Two things beside a code are of a kind such as "modifier+place", with a value such as "26+22".
    """

    code: str
    kind: str
    value: str

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Kind and value of each thing beside the code."""
        if "+" not in self.kind:
            return () if self.kind == "code" else ((self.kind, self.value),)
        return tuple(zip(self.kind.split("+"), self.value.split("+"), strict=True))


@dataclass(frozen=True)
class Rule:
    """A regularity: of `lines` lines that met the condition since `since`, `hits` had the outcome `label`.

    `at_least` is the share that it has at least, by the bound that allows for the `tried` conditions and days;
    `elsewhere` is the share of the outcome among lines that no rule found before it explains, its own aside.
    """

    condition: Condition
    label: str
    since: date
    lines: int
    hits: int
    at_least: float
    elsewhere: float
    tried: int
    members: pa.Array = field(repr=False, compare=False)  # the numbers of the lines, of relation `seen`
    supporting: pa.Array = field(repr=False, compare=False)  # those of them that had the outcome

    @property
    def contradicting(self) -> int:
        """Lines that met the condition and did not have the outcome."""
        return self.lines - self.hits


def search(engine: DuckDB) -> tuple[list[Rule], int]:
    """The rules that decide the outcomes, those that explain most first, and how many conditions x days were tried.

    Input: seen, trait, `population` (line) and `hit` (line, label): the lines that could have an outcome, and those that do.
    """
    lines = engine.row("SELECT count(*) FROM population")[0]
    days = engine.row("SELECT count(DISTINCT s.day) FROM population p JOIN seen s ON s.line = p.line")[0]
    labels = dict(engine.rows("SELECT label, count(*) FROM hit GROUP BY label"))
    if not lines or not labels:
        return [], 0
    engine.create("counted", relation("counted"))
    # Whether a condition has lines enough to be judged does not depend on their outcomes: those that have not are not tried. One
    # is tried from each day on which it has lines, at most.
    tried = days * len(labels)
    for _ in range(3):  # the fewest lines depend on how many are tried, and these on the fewest
        fewest = math.ceil(_needed(tried) / math.log(2))
        starts = f"SELECT CAST(sum(least(lines, {days})) AS BIGINT) FROM counted WHERE lines >= {fewest}"
        tried = max(engine.row(starts)[0] or 0, 1) * len(labels)
    needed = _needed(tried)
    engine.register("alone", pa.table({"kind": list(_ALONE)}))
    _make_rate(engine, labels, lines, [])
    engine.create("candidate", relation("candidate").replace("$fewest", str(fewest)).replace("$most", str(_MOST)))
    engine.create("member", relation("member"))
    found: list[Rule] = []
    for _ in range(_ROUNDS):
        taken = _round(engine, labels, lines, needed, tried, found)
        if not taken:
            break
        found += taken
    return found, tried


def _needed(tried: int) -> float:
    """What -ln of a chance must be for it to count after so many tries."""
    return math.log(tried / ALPHA)


def _round(
    engine: DuckDB, labels: dict[str, int], lines: int, needed: float, tried: int, found: Sequence[Rule]
) -> list[Rule]:
    """The rules of one round: the strongest, and those that share no line with a stronger one."""
    left = _make_rate(engine, labels, lines, found)
    ranks = " ".join(f"WHEN '{kind}' THEN {rank}" for kind, rank in _ranks().items())
    rows = engine.rows(
        relation("judged").replace("$needed", repr(needed))
        + f" ORDER BY round(gain, 6) DESC, code = '', CASE kind {ranks} END, value DESC"
    )
    taken: list[tuple[Any, ...]] = []
    codes: set[tuple[str, str]] = set()
    for row in rows:
        _, code, _, _, label, *_ = row
        if not code and taken:
            break  # one without a code may share lines with all that are weaker: they wait for the next round
        if (code, label) in codes:
            continue
        taken.append(row)
        codes.add((code, label))
        if not code:
            break
    if not taken:
        return []
    engine.register("taken", pa.table({
        "number": pa.array([row[0] for row in taken], pa.int32()), "since": pa.array([row[5] for row in taken], pa.date32()),
    }))  # fmt: skip
    members = engine.query(relation("covered"))
    engine.create("member", relation("left"))
    return [
        Rule(
            Condition(code, kind, value), label, since, seen, hits, lower_bound(hits, seen, needed),
            (left[label][1] - hits) / max(left[label][0] - seen, 1), tried,
            *_lines(members, number),
        )
        for number, code, kind, value, label, since, seen, hits, _ in taken
    ]  # fmt: skip


@cache
def _ranks() -> dict[str, int]:
    """How plain each kind is, the plainest 0; two conditions are less plain than any one."""
    single = {kind: rank for rank, kind in enumerate(_PLAINEST)}
    pairs = sorted(combinations(sorted(single), 2), key=lambda pair: single[pair[0]] + single[pair[1]])
    return single | {"+".join(pair): len(single) + rank for rank, pair in enumerate(pairs)}


def _make_rate(engine: DuckDB, labels: dict[str, int], lines: int, found: Sequence[Rule]) -> dict[str, tuple[int, int]]:
    """Make the relation `rate`: lines and hits by label that no rule found explains; they are returned too."""
    rows = {}
    for label, count in labels.items():
        explained = [rule for rule in found if rule.label == label]
        rows[label] = (max(lines - sum(r.lines for r in explained), 1), max(count - sum(r.hits for r in explained), 0))
    engine.register("rate", pa.table({
        "label": list(rows), "lines": [each for each, _ in rows.values()], "hits": [hits for _, hits in rows.values()],
    }))  # fmt: skip
    return rows


def _lines(members: pa.Table, number: int) -> tuple[pa.Array, pa.Array]:
    """The lines of a rule, and those of them that had its outcome."""
    own = members.filter(pc.equal(members["number"], number))
    return own["line"].combine_chunks(), own.filter(own["hit"])["line"].combine_chunks()


def lower_bound(hits: int, lines: int, needed: float) -> float:
    """The least share that is not refuted by `hits` of `lines`: where lines x KL(hits / lines, share) reaches `needed`."""
    observed, low, high = hits / lines, 0.0, hits / lines
    for _ in range(50):
        middle = (low + high) / 2
        if lines * divergence(observed, middle) > needed:
            low = middle
        else:
            high = middle
    return low


def divergence(one: float, other: float) -> float:
    """Kullback-Leibler divergence of two shares, in nats."""
    if not 0 < other < 1:
        return math.inf if one != other else 0.0
    parts = ((one, other), (1 - one, 1 - other))
    return sum(a * math.log(a / b) for a, b in parts if a > 0)
