"""Learn what a payer does from lines that it decided: tables in, rules and percents out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from sightline.engines import literal
from sightline.engines.duckdb import DuckDB
from sightline.learn.amounts import Percent, make_outcomes, usual_percents
from sightline.learn.evidence import make_evidence
from sightline.learn.search import Rule, search

#: The label of a denial that no loaded rule explains; the labels of amounts are factors, "0.50".
DENIED = "denied"


@dataclass(frozen=True)
class Learned:
    """What was learned: `rules` of denials and amounts, the payer's usual percents of Medicare, and what was looked at.

    `seen` has the lines that were decided, with claim_key and line_no; a rule's `members` and `supporting` are its `line`.
    """

    rules: tuple[Rule, ...]
    percents: tuple[Percent, ...]
    tried: int  # conditions x days x outcomes
    lines: int
    denied: int
    explained: int  # denials that a loaded rule predicted
    seen: pa.Table = field(repr=False)


@dataclass(frozen=True)
class Tested:
    """How a rule learned from earlier lines did on later ones: of `lines` that met it, `hits` had its outcome."""

    rule: Rule
    lines: int
    hits: int


def learned(claims: pa.Table, lines: pa.Table, diagnoses: pa.Table, decisions: pa.Table) -> Learned:
    """What a payer does, from claims (schemas CLAIM, LINE, DIAGNOSIS) and what it decided (evidence.DECISION), of one payer."""
    engine = DuckDB()
    try:
        make_evidence(engine, claims, lines, diagnoses, decisions)
        rules, tried = _denials(engine)
        percents = usual_percents(engine)
        if percents:
            make_outcomes(engine, percents)
            of_amounts, more = search(engine)
            rules, tried = rules + of_amounts, tried + more
        count, denied, explained = engine.row(
            "SELECT count(*), count(*) FILTER (WHERE denied), count(*) FILTER (WHERE explained) FROM seen"
        )
        seen = engine.query("SELECT line, claim_key, line_no, code, day, reason, ratio FROM seen ORDER BY line")
    finally:
        engine.close()
    return Learned(tuple(rules), tuple(percents), tried, count, denied, explained, seen)


def back_tested(
    claims: pa.Table, lines: pa.Table, diagnoses: pa.Table, decisions: pa.Table, on: date
) -> tuple[Tested, ...]:
    """Rules of denial that the lines before `on` show, and how they did on those from that day on: what a forecast is worth."""
    engine = DuckDB()
    try:
        make_evidence(engine, claims, lines, diagnoses, decisions)
        rules, _ = _denials(engine, f"day < {literal(on.isoformat())}")
        return tuple(Tested(rule, *_later(engine, rule, on)) for rule in rules)
    finally:
        engine.close()


def _denials(engine: DuckDB, condition: str = "TRUE") -> tuple[list[Rule], int]:
    """The rules of denial among the lines of `seen` that meet a condition, and how many conditions x days were tried."""
    engine.create("population", f"SELECT line FROM seen WHERE NOT explained AND {condition}")
    engine.create("hit", f"SELECT line, '{DENIED}' AS label FROM seen WHERE denied AND {condition}")
    return search(engine)


def _later(engine: DuckDB, rule: Rule, on: date) -> tuple[int, int]:
    """How many lines from a day on meet a rule, and how many of them were denied."""
    condition = rule.condition
    parts = [f"s.day >= {literal(on.isoformat())}", "NOT s.explained"]
    if condition.code:
        parts.append(f"s.code = {literal(condition.code)}")
    if condition.kind != "code":
        kind, value = literal(condition.kind), literal(condition.value)
        parts.append(f"EXISTS (SELECT 1 FROM trait t WHERE t.line = s.line AND t.kind = {kind} AND t.value = {value})")
    lines, hits = engine.row(
        f"SELECT count(*), count(*) FILTER (WHERE s.denied) FROM seen s WHERE {' AND '.join(parts)}"
    )
    return lines, hits
