"""Answers to denials for people at a terminal: what takes time first, the nearest deadline before the later ones."""

from __future__ import annotations

import textwrap
from typing import Any, TextIO

from sightline.denied.decide import ORDER
from sightline.denied.result import Denials
from sightline.outputs.denials import record
from sightline.outputs.price.text import _n, money

_LATEST = "9999"


def write_denials(found: Denials, out: TextIO, *, width: int = 100) -> None:
    """Write the answers by action, each with its amount, its last day, its ground and its change, then the counts."""
    by_action: dict[str, list[dict[str, Any]]] = {}
    for line in record.lines(found):
        by_action.setdefault(line["action"], []).append(line)
    for action in ORDER:
        lines = by_action.get(action, [])
        if lines:
            out.write(f"\n{lines[0]['says']} ({_n(len(lines), 'line')})\n")
        for line in sorted(lines, key=lambda each: each["deadline"] or _LATEST):
            _line(line, out, width)
    _summary(found, out, width)


def _line(line: dict[str, Any], out: TextIO, width: int) -> None:
    name = "-".join([line["code"] or "whole claim", *line["modifiers"]])
    place = f"{line['claim'] or '(no claim number)'} line {line['line']}" if line["line"] else line["claim"]
    codes = ", ".join(f"{part['group']}-{part['reason']} {money(part['amount'])}" for part in line["parts"])
    parts = [place, name, line["payer"], line["date"], codes, " ".join(line["remarks"])]
    _paragraph(" · ".join(part for part in parts if part), out, width, 2)
    _paragraph(line["do"], out, width, 6)
    if line["changes"]:
        _paragraph("change: " + "; ".join(change["says"] for change in line["changes"]), out, width, 6)
    stake = "unknown" if line["at_stake"] is None else money(line["at_stake"])
    parts = [f"at stake {stake}"]
    if line["route"] or line["deadline"]:
        until = line["deadline"] or "unknown"
        parts.append(f"{line['route_says'] or 'was possible'} until {until}: {line['deadline_says']}")
    if line["chance"]:
        parts.append(
            f"{line['chance']['paid_later']} of {line['chance']['denied_before']} such denials were paid later"
        )
    _paragraph(" · ".join(parts), out, width, 6)
    for each in line["never"]:
        if each["action"] in ("appeal", "bill-patient") and line["action"] in ("write-off", "ask-payer"):
            _paragraph(f"never {each['action'].replace('-', ' ')}: {each['why']}", out, width, 6)
    for span in line["records"][:3]:
        _paragraph(
            f"record: {span['says']} ({span['report']}, characters {span['start']} to {span['end']})", out, width, 6
        )
    if line["source"]:
        _paragraph(f"by: {line['source']}", out, width, 6)


def _summary(found: Denials, out: TextIO, width: int) -> None:
    counts = found.summary
    counted = ", ".join(f"{count:,} {action.replace('-', ' ')}" for action, count in counts["actions"].items() if count)
    out.write("\n")
    _paragraph(f"{_n(counts['answers'], 'answer')} on {found.on}: {counted or 'none'}", out, width, 0)
    dollars = ", ".join(
        f"{action.replace('-', ' ')} {money(sum_)}" for action, sum_ in counts["dollars"].items() if sum_
    )
    if dollars:
        _paragraph(f"adjustments by answer: {dollars}", out, width, 0)
    rejected = f" and {_n(counts['rejected_claims'], 'rejected claim')}" if counts["rejected_claims"] else ""
    unknown = f"; of {_n(counts['stake_unknown'], 'line')} unknown" if counts["stake_unknown"] else ""
    _paragraph(f"at stake: {money(counts['at_stake'])}{unknown}", out, width, 0)
    _paragraph(
        f"{counts['outcomes']:,} outcomes{rejected}: {counts['answers']:,} answered, {counts['settled']:,} with nothing denied,"
        f" {counts['together']:,} answered with others, {counts['open']:,} not yet remitted",
        out, width, 0,
    )  # fmt: skip
    if found.not_given:
        named = ", ".join(f"{each.claim} ({', '.join(dict.fromkeys(each.statuses))})" for each in found.not_given)
        _paragraph(
            f"{_n(len(found.not_given), 'claim')} that an acknowledgment rejects {'is' if len(found.not_given) == 1 else 'are'}"
            f" not among the claims: {named}",
            out, width, 0,
        )  # fmt: skip
    out.write("drafts for a person to decide on; nothing is sent\n")


def _paragraph(text: str, out: TextIO, width: int, indent: int) -> None:
    for line in textwrap.wrap(text, max(width - indent, 40), break_long_words=False, subsequent_indent="  "):
        out.write(" " * indent + line + "\n")
