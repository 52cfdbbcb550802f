"""Prices, fees and what-ifs for people at a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby, zip_longest
from typing import Any, TextIO

import pyarrow as pa

from sightline.outputs.price import record as price_record
from sightline.pricing.fee import Fee, Side
from sightline.pricing.result import Priced
from sightline.pricing.what_if import WhatIf

_SHOWN = 10  # notes of a kind
_WORDS = {
    "priced": "priced", "not-paid": "not paid", "contractor-priced": "contractor-priced", "by-report": "by report",
    "outside-contract": "outside the contract", "unknown": "unknown",
}  # fmt: skip


_EXTRA = ("limiting_charge", "medicare_share", "sequestration", "secondary_payment")


def write_prices(priced: Priced, out: TextIO, *, width: int = 100) -> None:
    """Write every claim with its lines: charge, allowed amount, and the steps under each line."""
    for claim, lines in groupby(price_record.lines(priced), key=lambda line: str(line["claim"])):
        _claim(claim, list(lines), out, width)
    _summary(priced, out, width)


def _claim(claim: str, lines: list[dict[str, Any]], out: TextIO, width: int) -> None:
    where = " · ".join(dict.fromkeys(f"{line['side'] or 'side unknown'} · {_where(line)}" for line in lines))
    out.write(f"\n{claim or '(no claim number)'} · {where}\n")
    codes = ["-".join([line["code"], *line["modifiers"]]) for line in lines]
    wide = max(map(len, codes))
    out.write(f"{'line':>4}  {'code':<{wide}} {'units':>6} {'charge':>12} {'allowed':>12}\n")
    for line, code in zip(lines, codes, strict=True):
        allowed = money(line["allowed"]) or _WORDS[line["answer"]]
        out.write(
            f"{line['line']:>4}  {code:<{wide}} {line['units'] or '':>6} {money(line['charge']):>12} {allowed:>12}\n"
        )
        for step in line["steps"]:
            _step(step, out, width)
        for note in line["notes"]:
            _paragraph(f"note: {note}", out, width)
        extra = [f"{name.replace('_', ' ')} {money(line[name])}" for name in _EXTRA
                 if line[name] is not None]  # fmt: skip
        if extra:
            _paragraph(", ".join(extra), out, width)


def _step(step: dict[str, Any], out: TextIO, width: int) -> None:
    parts = [step["says"]]
    if step["detail"]:
        parts.append(step["detail"])
    if step["factor"] and step["rule"] in {"bilateral", "package", "units"}:
        parts.append(f"× {step['factor']}")
    text = ": ".join(parts)
    if step["after"] is not None:
        text += f" = {money(step['after'])}"
    cited = [step["source"]] if step["source"] else []
    if step["release"] and step["rule"] in {"fee-schedule", "percent-of-medicare", "anesthesia"}:
        cited.append(f"{step['release']}, row {step['source_row']:,}")
    _paragraph(text + (f" [{'; '.join(cited)}]" if cited else ""), out, width)


def _paragraph(text: str, out: TextIO, width: int) -> None:
    for line in textwrap.wrap(text, max(width - 8, 40), break_long_words=False, subsequent_indent="  "):
        out.write(f"        {line}\n")


def _where(line: dict[str, Any]) -> str:
    if line["locality_source"] == "national":
        return "national amounts (no locality)"
    return str(line["locality"])


def _summary(priced: Priced, out: TextIO, width: int) -> None:
    summary = priced.summary
    answers = [f"{count:,} {_WORDS[answer]}" for answer, count in summary["answers"].items() if count]
    counted = f"{_n(summary['claims'], 'claim')}, {_n(summary['lines'], 'line')}"
    out.write(f"\n{counted}: {', '.join(answers) or 'nothing priced'}\n")
    out.write(f"charged {money(summary['charge'] or 0)}, allowed {money(summary['allowed'] or 0)}\n")
    if summary["lines_aside"]:
        out.write(
            f"{_n(summary['lines_aside'], 'line')} of claims that are void, voided or replaced: not in the totals\n"
        )
    if summary["lines_national"]:
        out.write(f"{_n(summary['lines_national'], 'line')} at national amounts (GPCI 1.0), no locality given or known:"
                  " --locality or --zip says where\n")  # fmt: skip
    if priced.contract:
        out.write(f"contract: {priced.contract.title}\n")
    elif others := _others(priced):
        out.write(
            f"{_n(others, 'claim')} of other payers than Medicare: the amounts are Medicare's;"
            " --contract says what they pay\n"
        )
    for use in priced.reference:
        other = use.lines_older + use.lines_newer
        if other and use.release.kind == "fee_schedule":
            out.write(f"{_n(other, 'line')} priced by {use.release.title}, which does not cover the date of service\n")
    if priced.reference:
        named = "; ".join(use.release.title for use in priced.reference if use.release.kind != "zip_locality")
        out.write("\n".join(textwrap.wrap(f"reference: {named}", width)) + "\n")
    notes("rejected", "reason", priced.rejected, out, width)
    notes("note", "message", priced.issues, out, width)
    aside = f", {summary['set_aside']:,} set aside as not professional" if summary["set_aside"] else ""
    out.write(
        f"every claim accounted for: {summary['claims']:,} read, {summary['rejected_claims']:,} rejected{aside}"
        f" of {summary['claims_in_file']:,}\n"
    )


def notes(word: str, column: str, table: pa.Table, out: TextIO, width: int) -> None:
    """The first rows of a table of issues or rejections as sentences, and how many are not shown."""
    for row in table.slice(0, _SHOWN).to_pylist():
        text = f"{word}: {row['file']}: {row[column]}" if row["file"] else f"{word}: {row[column]}"
        out.write("\n".join(textwrap.wrap(text, width, break_long_words=False, subsequent_indent="  ")) + "\n")
    if table.num_rows > _SHOWN:
        out.write(f"{word}: and {table.num_rows - _SHOWN:,} more; --format json has all\n")


def _others(priced: Priced) -> int:
    """Claims whose payer is known and is not Medicare."""
    if priced.check is None:
        return 0
    keys = ("payer_id", "payer_name", "filing_code")
    payers = {tuple(row[key] for key in keys): row["payer"] for row in priced.check.payers.to_pylist()}
    counted = priced.claims.group_by(list(keys)).aggregate([([], "count_all")]).to_pylist()
    return sum(row["count_all"] for row in counted if payers.get(tuple(row[key] for key in keys)) != "Medicare")


def write_fees(fees: Iterable[Fee], out: TextIO, *, width: int = 100) -> None:
    """Write each fee: both sides with the formula filled in, notes and the rows it comes from."""
    for number, one in enumerate(fees):
        name = f"{one.code}-{one.modifier.replace(' ', '-')}" if one.modifier else one.code
        out.write(("\n" if number else "") + f"{name} · {one.on} · {one.locality or 'locality unknown'}\n")
        _side("non-facility", one.non_facility, out, width)
        _side("facility", one.facility, out, width)
        reasons = "; ".join(dict.fromkeys(side.reason for side in (one.non_facility, one.facility) if side.reason))
        if note := one.note.removeprefix(reasons).removeprefix("; "):
            _paragraph(f"note: {note}", out, width)
        rows = []
        if one.release and one.source_row:
            rows.append(f"{one.release.title}, row {one.source_row:,}")
        if one.gpci_release and one.gpci_row:
            rows.append(f"{one.gpci_release.title}, row {one.gpci_row:,}")
        if rows:
            _paragraph("; ".join(rows), out, width)


def _side(name: str, side: Side, out: TextIO, width: int) -> None:
    amount = money(side.amount) if side.amount is not None else "no amount"
    formula = f"  {side.formula}" if side.formula else ""
    if not side.paid and side.amount is not None:
        amount, formula = "not paid", f"  (published: {money(side.amount)})"
    out.write(f"  {name:<13} {amount:>12}{formula}\n")
    if side.reason:
        _paragraph(side.reason, out, width)


def write_what_if(found: WhatIf, out: TextIO, *, width: int = 100) -> None:
    """Write the claim as it is and as it would be, side by side."""
    half = max((width - 3) // 2, 38)
    out.write("changes: " + "; ".join(found.changes) + "\n\n")
    for left, right in zip_longest(
        _column(found.before, "before", half), _column(found.after, "after", half), fillvalue=""
    ):
        out.write(f"{left:<{half}} | {right}".rstrip() + "\n")
    if found.difference is None:
        lines = ", ".join(map(str, found.unknown))
        out.write(
            f"\ndifference: unknown, {'line' if len(found.unknown) == 1 else 'lines'} {lines} without an amount\n"
        )
    else:
        out.write(f"\ndifference: {found.difference:+,.2f}\n")


def _column(priced: Priced, heading: str, width: int) -> list[str]:
    rows = [heading, ""]
    findings = priced.check.findings.to_pylist() if priced.check else []
    for line in price_record.lines(priced):
        code = "-".join([line["code"], *line["modifiers"]])
        allowed = money(line["allowed"]) or _WORDS[line["answer"]]
        rows.append(f"{line['line']:>3} {code:<16}{allowed:>{max(width - 20, 12)}}")
        if line["reason"]:
            rows += textwrap.wrap(line["reason"], width - 6, initial_indent="    ", subsequent_indent="    ")
        for finding in findings:
            if finding["line"] == line["line"] and finding["claim"] == line["claim"]:
                text = f"{finding['status']} {finding['edit']}: {finding['message']}"
                rows += textwrap.wrap(text, width - 6, initial_indent="    ", subsequent_indent="      ")
    for finding in findings:
        if finding["line"] is None:
            rows += textwrap.wrap(f"{finding['status']} {finding['edit']}: {finding['message']}", width)
    rows += ["", f"{'allowed':<20}{money(priced.summary['allowed'] or 0):>{max(width - 20, 12)}}"]
    return rows


def money(amount: str | Decimal | int | None) -> str:
    """Dollars with separators and two decimals; "" for none."""
    return "" if amount is None else f"{Decimal(amount):,.2f}"


def _n(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
