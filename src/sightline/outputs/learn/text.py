"""What was learned of a payer, for people at a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TextIO

from sightline.learn.history import History
from sightline.learn.run import DENIED, Learned, Tested
from sightline.learn.words import condition_words, reason_of, rule_words


def write_learned(found: Learned, history: History, out: TextIO) -> None:
    """Write the rules and percents with what speaks for and against them, and what was looked at."""
    for rule in found.rules:
        out.write(f"{condition_words(rule.condition)}\n  {rule_words(rule, history.title, reason_of(rule, found))}\n")
        share = f"at least {rule.at_least:.0%} of such lines, against {rule.elsewhere:.1%} of others"
        out.write(f"  {rule.contradicting:,} contradict it; {share}\n\n")
    for each in found.percents:
        out.write(f"pays {each.percent * 100:.1f} % of Medicare from {each.begins} to {each.ends} (before that day): ")
        out.write(f"{each.hits:,} of {each.lines:,} lines, {each.contradicting:,} otherwise\n")
    denials = sum(1 for rule in found.rules if rule.label == DENIED)
    amounts = len(found.rules) - denials + len(found.percents)
    out.write(
        f"\n{found.lines:,} lines that {history.title} decided, {found.denied:,} denied for no loaded rule,"
        f" {found.explained:,} as predicted; {found.tried:,} conditions and days tried\n"
        f"{denials} {'rule' if denials == 1 else 'rules'} of denial, {amounts} of amounts; review them before use\n"
    )


def write_tested(tested: Sequence[Tested], on: date, out: TextIO) -> None:
    """Write how rules learned from lines before a day did on later ones: each, and what their shares were worth together."""
    out.write(f"rules from lines before {on.isoformat()}, and what became of later lines that met them\n")
    for each in tested:
        rule, words = each.rule, condition_words(each.rule.condition)
        out.write(f"  {words}: {rule.hits:,} of {rule.lines:,} before, {each.hits:,} of {each.lines:,} since\n")
    lines = sum(each.lines for each in tested)
    hits = sum(each.hits for each in tested)
    foreseen = sum(each.lines * each.rule.hits / each.rule.lines for each in tested)
    if not lines:
        out.write("no later line met a rule: nothing can be said of what the rules are worth\n")
        return
    out.write(f"together {hits:,} of {lines:,} later lines were denied ({hits / lines:.0%}); ")
    out.write(f"{foreseen / lines:.0%} by the shares before\n")
