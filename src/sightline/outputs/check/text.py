"""The result for people at a terminal: claims, lines, findings, then what the run saw and did not see."""

from __future__ import annotations

import textwrap
from decimal import Decimal
from pathlib import PurePath
from typing import Any, TextIO

import click

from sightline.edits.result import Result
from sightline.edits.rule.edit import Edit
from sightline.outputs.check import overview, record
from sightline.reference.release import ReferenceUse

_MARK = {"fail": ("✗", "red"), "bypassed": ("!", "yellow"), "review": ("?", "cyan"), "info": ("·", "blue")}
_SHOWN_ISSUES = 10


def write_result(
    result: Result, out: TextIO, *, width: int = 100, colour: bool = False, seconds: float | None = None
) -> None:
    """Write a result as text, wrapped to `width` columns; `seconds` is the time taken."""
    page = _Page(out, width, colour)
    edits = {edit.id: edit for edit in result.edits}
    uses = record.uses(result)
    for sentence in overview.untrusted(result):
        page.write(sentence, fg="red")
    held = set(result.overridden_claims.to_pylist())
    for claim, lines, found in overview.by_claim(result):
        claim["overridden"] = claim["claim_key"] in held
        _claim(page, result, claim, lines, found, edits, uses)
    _summary(page, result, seconds)


class _Page:
    """Where text goes: a stream, a width, and whether colours are used."""

    def __init__(self, out: TextIO, width: int, colour: bool) -> None:
        self._out, self._width, self._colour = out, max(width, 60), colour

    def write(self, text: str = "", *, indent: int = 0, first: str = "", **style: Any) -> None:
        """Write one paragraph, wrapped; `first` stands before its first line."""
        begin = first or " " * indent
        room = max(self._width - indent, 30)
        for number, line in enumerate(textwrap.wrap(text, room, break_long_words=False) or [""]):
            before = begin if number == 0 else " " * indent
            self._out.write(f"{before}{self.style(line, **style)}".rstrip() + "\n")

    def style(self, text: str, **style: Any) -> str:
        return click.style(text, **style) if self._colour and style else text


def _claim(
    page: _Page,
    result: Result,
    claim: dict[str, Any],
    lines: list[dict[str, Any]],
    found: list[dict[str, Any]],
    edits: dict[str, Edit],
    uses: dict[int, ReferenceUse],
) -> None:
    dates = sorted({line["date_from"].isoformat() for line in lines if line["date_from"]})
    places = sorted({line["place_of_service"] for line in lines if line["place_of_service"]})
    parts = [
        page.style(claim["claim_id"] or "(no claim number)", bold=True),
        claim["payer_name"].title() if claim["payer_name"].isupper() else claim["payer_name"],
        dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}" if dates else "no date of service",
        f"place of service {', '.join(places)}" if places else "no place of service",
        PurePath(claim["file"]).name,
        page.style("overridden", fg="yellow") if claim["overridden"] else "",
    ]
    page.write()
    page._out.write(" · ".join(part for part in parts if part) + "\n")
    for row in (f for f in found if f["line"] is None):
        _finding(page, row, edits[row["edit"]], uses)
    codes = [_code(line) for line in lines]
    wide = max((len(code) for code in codes), default=0)
    for line, code in zip(lines, codes, strict=True):
        charge = _dollars(line["charge"])
        page._out.write(f"{line['line_no']:>4}  {code:<{wide}}  {_units(line['units']):>5} {charge:>12}\n")
        for row in (f for f in found if f["line"] == line["line_no"]):
            _finding(page, row, edits[row["edit"]], uses)


def _finding(page: _Page, row: dict[str, Any], edit: Edit, uses: dict[int, ReferenceUse]) -> None:
    mark, colour = _MARK[row["status"]]
    first = f"      {page.style(mark, fg=colour, bold=True)} {page.style(f'{edit.id:<8}', fg=colour)} "
    page.write(row["message"], indent=17, first=first)
    sources = []
    if row["shown"]:
        use = uses.get(row["release"])
        sources.append(f"{use.release.title}: {row['shown']}" if use else row["shown"])
    sources += [str(citation) for citation in edit.citation]
    sources += [f"CARC {edit.carc}"] if edit.carc else []
    sources += [f"RARC {edit.rarc}"] if edit.rarc else []
    page.write(" · ".join(sources), indent=17, dim=True)
    if row["fix_text"]:
        gain = row.get("fix_dollars")
        page.write(f"fix: {row['fix_text']}" + (f" ({gain:+,.2f} dollars)" if gain is not None else ""), indent=17)
    if scored := row.get("triage"):
        page.write(f"triage {scored['score']} of 100: {'; '.join(scored['reasons']) or 'no sign'}", indent=17)
    if held := row.get("override"):
        page.write(f"overridden until {held['expires']} by {held['user']}: {held['reason']}", indent=17, fg="yellow")


def _summary(page: _Page, result: Result, seconds: float | None) -> None:
    summary = result.summary
    counts = summary["findings"]
    words = {"fail": "fail", "bypassed": "bypassed", "review": "to review", "info": "for information"}
    parts = [
        f"{_number(counts[status])} {word}" for status, word in words.items() if counts[status] or status == "fail"
    ]
    if held := summary["overridden_claims"]:
        parts.append(f"{overview.some(held, 'claim')} overridden")
    clean = overview.clean_lines(result)
    parts.append(f"{_number(clean)} {_s(clean, 'line')} clean")
    page.write()
    page.write(
        f"{overview.some(summary['claims'], 'claim')}, {overview.some(summary['lines'], 'line')}: {', '.join(parts)}",
        bold=True,
    )
    for sentence in overview.withheld(result):
        page.write(sentence, fg="yellow")
    for reason, lines, ids in overview.gaps(result):
        page.write(f"not checked: {overview.some(lines, 'line')} ({reason}) by {ids}", indent=0, fg="yellow")
    for sentence in (*overview.left_aside(result), *overview.earlier(result)):
        page.write(sentence, fg="yellow")
    for word, count, titles in overview.other_periods(result):
        page.write(
            f"{overview.some(count, 'line')} checked against {word} than the date of service: {titles}", fg="yellow"
        )
    for sentence in overview.unknown_payers(result):
        page.write(sentence, fg="yellow")
    used = "; ".join(use.release.title for use in result.reference)
    if used:
        page.write(f"reference: {used}", dim=True)
    _input(page, result)
    accounted = (
        f"every claim accounted for: {_number(summary['claims'])} read, {_number(summary['rejected_claims'])} rejected"
    )
    if summary["set_aside"]:
        accounted += f", {_number(summary['set_aside'])} set aside as not professional"
    accounted += f" of {_number(summary['claims_in_file'])}"
    if seconds is not None:
        accounted += f" · {seconds:.1f} s"
        if summary["lines"] >= 1000:
            accounted += f" · {_number(round(summary['lines'] / max(seconds, 0.001)))} lines/s"
    page.write(accounted)


def _input(page: _Page, result: Result) -> None:
    """Rejections and oddities of the files, the first few in words."""
    for what, table, column in (("rejected", result.rejected, "reason"), ("note", result.issues, "message")):
        for row in table.slice(0, _SHOWN_ISSUES).to_pylist():
            page.write(f"{what}: {row['file']}: {place(row)}{row[column]}", fg="red" if what == "rejected" else None)
        if table.num_rows > _SHOWN_ISSUES:
            page.write(f"and {_number(table.num_rows - _SHOWN_ISSUES)} more; --format json lists them all")


def place(row: dict[str, Any]) -> str:
    """Where in the file, in words, unless the message says it already."""
    message = row.get("message") or row.get("reason") or ""
    if not row["segment"] or message.startswith(("segment ", "row ", "claim ")):
        return ""
    return f"segment {row['segment']:,} (byte {row['byte'] or 0:,}): "


def _code(line: dict[str, Any]) -> str:
    return "-".join([line["code"], *(line[f"modifier_{n}"] for n in range(1, 5) if line[f"modifier_{n}"])])


def _dollars(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"


def _units(units: Decimal | None) -> str:
    return "" if units is None else f"{units.normalize():f}"


def _number(count: int) -> str:
    return f"{count:,}"


def _s(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"
