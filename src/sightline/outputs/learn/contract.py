"""The percents of Medicare that a payer was seen to pay, as terms of a contract file (docs/pricing.md)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from sightline.learn.history import History
from sightline.learn.run import DENIED, Learned
from sightline.outputs.learn.edit_file import toml_text

#: What Medicare pays of every procedure after the first of a day, in percent: what a payer's own share of it is counted from.
_MEDICARE_RANKED = Decimal(50)


class _Scale(NamedTuple):
    """The payer's own scale of several procedures of a day, in percent by rank, since a day, with what shows it."""

    figures: str
    since: date
    evidence: str


def contract_text(found: Learned, history: History) -> str:
    """The payer's percents of Medicare as contract terms: the usual one, codes that are paid at their own, and the scale of
    several procedures of a day where it is not Medicare's."""
    lines = [f"title = {toml_text(f'{history.title}, as learned from remittances: to be accepted by a person')}", ""]
    latest = max(each.ends for each in found.percents)
    scale = _scale(found)
    own = [rule for rule in found.rules if rule.label != DENIED and rule.condition.kind == "code"]
    for rule in own:
        for each in found.percents:
            percent = f"{each.percent * 100 * Decimal(rule.label):.2f}"
            evidence = f"{rule.hits:,} of {rule.lines:,} lines of {rule.condition.code} since {rule.since.isoformat()}"
            for begins, ends, of_day in _spans(max(rule.since, each.begins), each.ends, scale):
                lines += _term(history, begins, _open(ends, latest), percent, evidence, rule.condition.code, of_day)
    for each in found.percents:
        evidence = f"{each.hits:,} of {each.lines:,} lines"
        for begins, ends, of_day in _spans(each.begins, each.ends, scale):
            lines += _term(history, begins, _open(ends, latest), f"{each.percent * 100:.2f}", evidence, "", of_day)
    text = "\n".join(lines)
    tomllib.loads(text)  # what is written can be read
    return text


def _scale(found: Learned) -> _Scale | None:
    """The scale that rules of Medicare's ranking show: what they do not concern is paid as Medicare pays it."""
    rules = {
        rule.condition.value: rule
        for rule in found.rules
        if rule.label != DENIED and rule.condition.kind == "surgery" and not rule.condition.code
    }
    if not rules:
        return None
    shares = [Decimal(rules[place].label) if place in rules else Decimal(1) for place in ("2", "3")]
    figures = ", ".join(f"{share * _MEDICARE_RANKED:.2f}" for share in shares)
    evidence = "; ".join(
        f"procedure {place}: {rule.hits:,} of {rule.lines:,} lines" for place, rule in sorted(rules.items())
    )
    return _Scale(f"[100, {figures}]", max(rule.since for rule in rules.values()), evidence)


def _spans(begins: date, ends: date, scale: _Scale | None) -> Iterator[tuple[date, date, _Scale | None]]:
    """The days of a term, divided where the payer's scale begins."""
    if scale is None or ends <= scale.since:
        spans: list[tuple[date, date, _Scale | None]] = [(begins, ends, None)]
    else:
        start = max(begins, scale.since)
        spans = [(begins, start, None), (start, ends, scale)]
    return (span for span in spans if span[0] < span[1])


def _open(ends: date, latest: date) -> date | None:
    """The day before which a term ends; None of those that held when the history ended."""
    return None if ends == latest else ends


def _term(
    history: History, begins: date, ends: date | None, percent: str, evidence: str, code: str, scale: _Scale | None
) -> list[str]:
    shown = f"{evidence}; {scale.evidence}" if scale else evidence
    payer = history.ids[0] if history.ids else history.names[0]
    return [
        "[[term]]", f"payer = {toml_text(payer)}", f"from = {begins.isoformat()}",
        *([f"to = {(ends - timedelta(days=1)).isoformat()}"] if ends else []),  # the latest goes on
        *([f"codes = [{toml_text(code)}]"] if code else []), 'pay = "percent-of-medicare"', f"percent = {percent}",
        'reductions = "medicare"', *([f"scales = {{ multiple = {scale.figures} }}"] if scale else []),
        f"source = {toml_text(f'learned from remittances: {shown}')}", "",
    ]  # fmt: skip
