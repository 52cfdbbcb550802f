"""Reconciliations for people at a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from itertools import groupby
from typing import Any, TextIO

from sightline.outputs.price.text import _n, money, notes
from sightline.outputs.reconcile import record as reconcile_record
from sightline.remits.relation import verdicts
from sightline.remits.result import Reconciled

_HEADINGS = ("billed", "expected", "allowed", "paid", "patient", "variance")
_COLUMNS = ("billed", "expected", "allowed", "paid", "patient_share", "variance")
_OF_KIND = {"other-payer": "other payer", "claim": "whole claim"}
_WIDE = 11  # of an amount


def write_reconciled(found: Reconciled, out: TextIO, *, width: int = 100) -> None:
    """Write every claim with its lines, what was remitted and not billed, totals, what does not balance, counts."""
    for key, lines in groupby(reconcile_record.lines(found), key=lambda line: (line["claim_key"] or 0, line["claim"])):
        _claim(list(lines), out, width, billed=bool(key[0]))
    for by, totals in reconcile_record.totals(found).items():
        _totals(by, totals, out)
    _payments(found, out, width)
    _apart(found, out, width)
    unbalanced = list(reconcile_record.unbalanced(found))
    if unbalanced:
        out.write("\nnot in balance\n")
        for each in unbalanced:
            place = f"{each['origin']['file']}, segment {each['origin']['segment']:,}"
            _paragraph(f"{each['message']} ({place})", out, width, 2)
    _summary(found, out, width)


def _claim(lines: list[dict[str, Any]], out: TextIO, width: int, billed: bool) -> None:
    first = lines[0]
    parts = [first["claim"] or "(no claim number)", first["payer"], first["date"], "" if billed else "not billed"]
    out.write("\n" + " · ".join(part for part in parts if part) + "\n")
    names = [_name(line) for line in lines]
    wide = max([12, *map(len, names)])
    out.write(f"{'line':>4}  {'code':<{wide}}" + "".join(f"{name:>{_WIDE}}" for name in _HEADINGS) + "\n")
    for line, name in zip(lines, names, strict=True):
        amounts = "".join(f"{money(line[column]):>{_WIDE}}" for column in _COLUMNS)
        out.write(f"{line['line'] or '':>4}  {name:<{wide}}{amounts}".rstrip() + "\n")
        for text in _told(line):
            _paragraph(text, out, width, 8)


def _name(line: dict[str, Any]) -> str:
    """What the amounts of a row are of."""
    if line["lines"]:
        return f"{line['code']} in sum"
    return _OF_KIND.get(line["kind"]) or "-".join([line["code"], *line["modifiers"]])


def _told(line: dict[str, Any]) -> Iterable[str]:
    """What is said under a line: the verdict, then how the payer put it."""
    yield line["reason"]
    if line["appeal"]:
        yield line["appeal"]
    parts = [", ".join(f"{a['group']}-{a['reason']} {money(a['amount'])}" for a in line["adjustments"])]
    parts.append(" ".join(line["remarks"]))
    if line["payment"]:
        parts.append(f"{line['payment']} of {line['payment_date'] or 'no date'}")
    if line["remittances"] > 1:
        parts.append(f"{line['remittances']} remittances")
    if text := " · ".join(part for part in parts if part):
        yield text


def _totals(by: str, totals: list[dict[str, Any]], out: TextIO) -> None:
    names = [each["name"] or ("whole claims" if by == "code" else "(not named)") for each in totals]
    wide = max([12, *map(len, names)])
    heading = {"payer": "by payer", "provider": "by provider (NPI)", "code": "by code"}[by]
    wide = max(wide, len(heading))
    out.write(f"\n{heading:<{wide}}{'lines':>7}" + "".join(f"{name:>{_WIDE + 2}}" for name in _HEADINGS) + "\n")
    for each, name in zip(totals, names, strict=True):
        amounts = "".join(f"{money(each[column]):>{_WIDE + 2}}" for column in _COLUMNS)
        out.write(f"{name:<{wide}}{each['lines']:>7,}{amounts}\n")


def _payments(found: Reconciled, out: TextIO, width: int) -> None:
    out.write("\npayments\n")
    for each in reconcile_record.payments(found):
        parts = [each["number"] or "(no number)", each["date"], each["method"], each["payer"], money(each["amount"])]
        taken = [_taken(a) for a in each["provider_adjustments"]]
        if taken:
            parts.append(f"claims {money(each['claims'] or 0)} less {', '.join(taken)}")
        _paragraph(" · ".join(part for part in parts if part), out, width, 2)


def _taken(each: dict[str, Any]) -> str:
    """A provider adjustment: the reason and its meaning, what it refers to, dollars."""
    words = f" ({each['meaning']})" if each["meaning"] else ""
    claim = f" of claim {each['claim']}" if each["claim"] else f" {each['reference']}" if each["reference"] else ""
    return f"{each['reason']}{words}{claim} {money(each['amount'])}"


def _apart(found: Reconciled, out: TextIO, width: int) -> None:
    """What payers took or added apart from claims, and what each of them sent in all."""
    adjustments = reconcile_record.provider_adjustments(found)
    if not adjustments:
        return
    out.write("\napart from claims\n")
    for each in adjustments:
        verb = "added" if each["amount"].startswith("-") else "taken"
        words = f"{each['reason']} {each['meaning'] or '(reason not known)'}"
        amount = money(each["amount"].removeprefix("-"))
        _paragraph(f"{each['payer'] or '(not named)'} · {words} · {each['count']:,} · {amount} {verb}", out, width, 2)
    for each in reconcile_record.totals(found)["payer"]:
        apart = money(each["provider_adjustments"])
        _paragraph(
            f"{each['name'] or '(not named)'} · less {apart} · received {money(each['received'])}", out, width, 2
        )


def _summary(found: Reconciled, out: TextIO, width: int) -> None:
    totals = found.summary
    words = verdicts()
    claims = totals["remitted_claims"] - totals["repeated_claims"]
    lines = totals["remitted_lines"] - totals["repeated_lines"]
    out.write(
        f"\n{_n(totals['claims'], 'claim')}, {_n(totals['lines'], 'line')};"
        f" {_n(totals['payments'], 'payment')}, {_n(claims, 'remitted claim')},"
        f" {_n(lines, 'remitted line')}\n"
    )
    counted = [f"{count:,} {words[verdict]}" for verdict, count in totals["verdicts"].items() if count]
    _paragraph("; ".join(counted), out, width, 0)
    taken = f", taken back {money(totals['taken_back'])}" if totals["taken_back"] else ""
    expected, variance = (money(totals[name]) or "unknown" for name in ("expected", "variance"))
    _paragraph(
        f"billed {money(totals['billed'] or 0)}, expected {expected}, paid {money(totals['paid'] or 0)},"
        f" patient's share {money(totals['patient_share'] or 0)}, variance {variance}{taken}",
        out, width, 0,
    )  # fmt: skip
    contract = found.priced.contract
    out.write(f"expected by: {f'contract: {contract.title}' if contract else 'the Medicare fee schedule'}\n")
    if not totals["unbalanced"]:
        out.write("every line, claim and payment of the remittances is in balance\n")
    for table, read in ((found.priced.rejected, found.priced.issues), (found.rejected, found.issues)):
        notes("rejected", "reason", table, out, width)
        notes("note", "message", read, out, width)
    aside = f", {totals['set_aside']:,} set aside" if totals["set_aside"] else ""
    aside += f", {totals['repeated_claims']:,} repeated" if totals["repeated_claims"] else ""
    _paragraph(
        f"every remitted claim accounted for: {claims:,} read, {totals['rejected_claims']:,} rejected{aside} of"
        f" {totals['remitted_claims_in_file']:,}; {totals['matched_lines']:,} of {lines:,} remitted lines matched",
        out, width, 0,
    )  # fmt: skip


def _paragraph(text: str, out: TextIO, width: int, indent: int) -> None:
    for line in textwrap.wrap(text, max(width - indent, 40), break_long_words=False, subsequent_indent="  "):
        out.write(" " * indent + line + "\n")
