"""The result for people at a terminal: claims, lines, findings, then what the run saw and did not see."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import PurePath
from typing import Any, TextIO

import click
import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.edit import Edit
from sightline.edits.load import load_needs
from sightline.edits.result import ReferenceUse, Result, lines_of
from sightline.outputs import record

_MARK = {"fail": ("✗", "red"), "bypassed": ("!", "yellow"), "review": ("?", "cyan"), "info": ("·", "blue")}
_SHOWN_ISSUES = 10


def write_result(
    result: Result, out: TextIO, *, width: int = 100, colour: bool = False, seconds: float | None = None
) -> None:
    """Write a result as text, wrapped to `width` columns; `seconds` is the time taken."""
    page = _Page(out, width, colour)
    edits = {edit.id: edit for edit in result.edits}
    uses = record.uses(result)
    for claim, lines, found in _by_claim(result):
        _claim(page, result, claim, lines, found, edits, uses)
    _summary(page, result, seconds)


class _Page:
    """Where text goes: a stream, a width, and whether colours are wanted."""

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


def _by_claim(result: Result) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]]:
    """The claims that have findings, with their lines and findings, in reading order."""
    keys = pc.unique(result.findings["claim_key"])
    claims = result.claims.filter(pc.is_in(result.claims["claim_key"], keys))
    lines = result.lines.filter(pc.is_in(result.lines["claim_key"], keys))
    claims = claims.select(["claim_key", "claim_id", "payer_name", "payer_id", "filing_code", "file"])
    wanted = ["claim_key", "line_no", "code", "modifier_1", "modifier_2", "modifier_3", "modifier_4", "units",
              "charge", "date_from", "place_of_service"]  # fmt: skip
    of_claim = _grouped(lines.select(wanted))
    found_of = _grouped(result.findings)
    for claim in record.rows(claims.sort_by("claim_key")):
        yield claim, next(of_claim.get(claim["claim_key"], iter([[]]))), next(found_of[claim["claim_key"]])


def _grouped(table: pa.Table) -> dict[int, Iterator[list[dict[str, Any]]]]:
    """Rows of a table by claim_key, made into Python only when asked for."""
    table = table.combine_chunks()
    order = pc.sort_indices(table["claim_key"])
    table = table.take(order)
    keys = table["claim_key"].to_pylist()
    groups: dict[int, Iterator[list[dict[str, Any]]]] = {}
    start = 0
    for end in range(1, len(keys) + 1):
        if end == len(keys) or keys[end] != keys[start]:
            groups[keys[start]] = (part.to_pylist() for part in [table.slice(start, end - start)])
            start = end
    return groups


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
    if row["mend"]:
        gain = row.get("fix_dollars")
        page.write(f"mend: {row['mend']}" + (f" ({gain:+,.2f} dollars)" if gain is not None else ""), indent=17)


def _summary(page: _Page, result: Result, seconds: float | None) -> None:
    summary = result.summary
    counts = summary["findings"]
    words = {"fail": "fail", "bypassed": "bypassed", "review": "to review", "info": "for information"}
    parts = [
        f"{_number(counts[status])} {word}" for status, word in words.items() if counts[status] or status == "fail"
    ]
    clean = _clean_lines(result)
    parts.append(f"{_number(clean)} {_s(clean, 'line')} clean")
    page.write()
    page.write(f"{_n(summary['claims'], 'claim')}, {_n(summary['lines'], 'line')}: {', '.join(parts)}", bold=True)
    for reason, lines, ids in _gaps(result):
        page.write(f"not checked: {_n(lines, 'line')} ({reason}) by {ids}", indent=0, fg="yellow")
    for word, count, titles in _other_periods(result):
        page.write(f"{_n(count, 'line')} checked against {word} than the date of service: {titles}", fg="yellow")
    others = result.claims.num_rows and _unknown_payers(result)
    if others:
        page.write(f"{_n(others, 'claim')} of payers without a profile: checked by Medicare's rules", fg="yellow")
    used = "; ".join(use.release.title for use in result.reference)
    if used:
        page.write(f"reference: {used}", dim=True)
    _input(page, result)
    account = (
        f"every claim accounted for: {_number(summary['claims'])} read, {_number(summary['rejected_claims'])} rejected"
    )
    if summary["set_aside"]:
        account += f", {_number(summary['set_aside'])} set aside as not professional"
    account += f" of {_number(summary['claims_in_file'])}"
    if seconds is not None:
        account += f" · {seconds:.1f} s"
        if summary["lines"] >= 1000:
            account += f" · {_number(round(summary['lines'] / max(seconds, 0.001)))} lines/s"
    page.write(account)


def _other_periods(result: Result) -> list[tuple[str, int, str]]:
    """Releases that answered outside their period, those for the same number of lines together."""
    groups: dict[tuple[str, int], list[str]] = {}
    for use in result.reference:
        for count, word in ((use.lines_older, "an older release"), (use.lines_newer, "a newer release")):
            if count:
                groups.setdefault((word, count), []).append(use.release.title)
    return [(word, count, "; ".join(titles)) for (word, count), titles in groups.items()]


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


def _gaps(result: Result) -> list[tuple[str, int, str]]:
    """What was not checked, by what was missing: in words, how many lines, and which edits; the most lines first."""
    table = result.not_checked
    gaps = []
    for row in table.group_by("need").aggregate([("edit", "distinct"), ("reason", "distinct")]).to_pylist():
        lines = lines_of(table.filter(pc.equal(table["need"], row["need"])))
        ids, reasons = sorted(row["edit_distinct"]), row["reason_distinct"]
        named = ", ".join(ids[:4]) + (f" and {len(ids) - 4} more" if len(ids) > 4 else "")
        need = next((need for need in load_needs() if need.name == row["need"]), None)
        words = reasons[0] if len(reasons) == 1 or need is None else f"{_number(len(reasons))} {need.brief}"
        gaps.append((words, lines, named))
    return sorted(gaps, key=lambda gap: (-gap[1], gap[0]))


def _clean_lines(result: Result) -> int:
    """Lines without a finding of their own or of their claim, and checked by every edit."""
    touched = pa.concat_tables(
        [result.findings.select(["claim_key", "line"]), result.not_checked.select(["claim_key", "line"])]
    )
    whole = pc.unique(touched.filter(pc.is_null(touched["line"]))["claim_key"])
    left = result.lines.select(["claim_key", "line_no"]).rename_columns(["claim_key", "line"])
    left = left.filter(pc.invert(pc.is_in(left["claim_key"], whole)))
    return int(
        left.join(
            touched.group_by(["claim_key", "line"]).aggregate([]), ["claim_key", "line"], join_type="left anti"
        ).num_rows
    )


def _unknown_payers(result: Result) -> int:
    unknown = result.payers.filter(pc.invert(result.payers["known"]))
    if not unknown.num_rows:
        return 0
    keys = Counter(zip(*(unknown[name].to_pylist() for name in ("payer_id", "payer_name", "filing_code")), strict=True))
    claims = (
        result.claims.group_by(["payer_id", "payer_name", "filing_code"]).aggregate([([], "count_all")]).to_pylist()
    )
    return sum(c["count_all"] for c in claims if (c["payer_id"], c["payer_name"], c["filing_code"]) in keys)


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


def _n(count: int, noun: str) -> str:
    return f"{count:,} {_s(count, noun)}"
