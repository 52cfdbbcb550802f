"""The percents of Medicare that a payer was seen to pay, as terms of a contract file (docs/pricing.md)."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from decimal import Decimal

from sightline.learn.history import History
from sightline.learn.run import DENIED, Learned
from sightline.outputs.learn.edit_file import toml_text


def contract_text(found: Learned, history: History) -> str:
    """The payer's percents of Medicare as contract terms: the usual one, and codes that are paid at their own."""
    lines = [f"title = {toml_text(f'{history.title}, as learned from remittances: to be accepted by a person')}", ""]
    latest = max(each.ends for each in found.percents)
    own = [rule for rule in found.rules if rule.label != DENIED and rule.condition.kind == "code"]
    for rule in own:
        for each in found.percents:
            if each.ends <= rule.since:
                continue
            percent = each.percent * 100 * Decimal(rule.label)
            evidence = f"{rule.hits:,} of {rule.lines:,} lines of {rule.condition.code} since {rule.since.isoformat()}"
            lines += _term(
                history,
                max(rule.since, each.begins),
                _open(each.ends, latest),
                f"{percent:.2f}",
                evidence,
                rule.condition.code,
            )
    for each in found.percents:
        evidence = f"{each.hits:,} of {each.lines:,} lines"
        lines += _term(history, each.begins, _open(each.ends, latest), f"{each.percent * 100:.2f}", evidence, "")
    text = "\n".join(lines)
    tomllib.loads(text)  # what is written can be read
    return text


def _open(ends: date, latest: date) -> date | None:
    """The day before which a term ends; None of those that held when the history ended."""
    return None if ends == latest else ends


def _term(history: History, begins: date, ends: date | None, percent: str, evidence: str, code: str) -> list[str]:
    payer = history.ids[0] if history.ids else history.names[0]
    return [
        "[[term]]", f"payer = {toml_text(payer)}", f"from = {begins.isoformat()}",
        *([f"to = {(ends - timedelta(days=1)).isoformat()}"] if ends else []),  # the latest goes on
        *([f"codes = [{toml_text(code)}]"] if code else []), 'pay = "percent-of-medicare"', f"percent = {percent}",
        'reductions = "medicare"',
        f"source = {toml_text(f'learned from remittances: {evidence}')}", "",
    ]  # fmt: skip
