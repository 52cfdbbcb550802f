"""The result as one HTML file for people: nothing is fetched, nothing is sent, everything is escaped.

The figures, what was not checked, what was rejected and the reference are plain HTML. The claims are data in the page,
which its script draws page by page, so that ten thousand findings open as quickly as ten. It shows claim numbers and
NPIs, no names and no member ids.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape
from itertools import islice
from pathlib import PurePath
from typing import Any, TextIO

from sightline import __version__
from sightline.edits.result import Result
from sightline.edits.rule.edit import DISPOSITIONS, Edit
from sightline.outputs.check import overview, record
from sightline.outputs.page import asset, head
from sightline.reference.release import ReferenceUse

#: Findings that a report carries at most; the figures on top count all of them.
MOST = 100_000
_SHOWN = 500  # rejected claims and notes

_WORDS = {
    "fail": ("Fail", "a payer will reject or deny"),
    "bypassed": ("Bypassed", "would fail; a modifier claims an exception that records must support"),
    "review": ("To review", "a person must look"),
    "overridden": ("Overridden", "somebody lets the finding stand"),
    "info": ("For information", "no action is expected from this alone"),
}


def write_result(result: Result, out: TextIO) -> None:
    """Write a result as an HTML page that is complete in itself."""
    style = asset("report.css")
    script = asset("report.js")
    out.write(head(_title(result), style, script))
    for part in (_head(result), _figures(result), _claims(result), _not_checked(result), _rejected(result)):
        out.write(part)
    out.write(_notes(result))
    out.write(_reference(result))
    out.write(f"<footer>Sightline {__version__} · every claim accounted for: {_accounted(result)}</footer>\n")
    out.write('<script type="application/json" id="data">')
    _write_data(result, out)
    out.write(f"</script>\n<script>{script}</script>\n</body>\n</html>\n")


def _title(result: Result) -> str:
    names = sorted({PurePath(name).name for name in result.claims["file"].unique().to_pylist()})
    named = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return f"Claim check: {named}" if named else "Claim check"


def _head(result: Result) -> str:
    dates = [day for day in (result.lines["date_from"].unique().to_pylist()) if day]
    span = ""
    if dates:
        first, last = min(dates), max(dates)
        span = f"services of {first}" if first == last else f"services of {first} to {last}"
    return f"<header><h1>{_text(_title(result))}</h1><p>{span}</p></header>\n"


def _figures(result: Result) -> str:
    summary = result.summary
    counts = summary["findings"]
    stake = f"${overview.at_stake(result):,.2f}"
    figures = [
        (_count(summary["claims"]), "claims", ""),
        (_count(summary["lines"]), "lines", ""),
        (_count(counts["fail"]), "fail", "fail"),
        (_count(counts["bypassed"]), "bypassed", "bypassed"),
        (_count(counts["review"]), "to review", "review"),
        *([(_count(summary["overridden"]), "overridden", "overridden")] if summary["overridden"] else []),
        (_count(overview.clean_lines(result)), "lines clean", ""),
        (stake, "charged on lines that fail", "stake"),
    ]
    cells = "".join(
        f'<div class="{kind}"><dd>{_text(value)}</dd><dt>{_text(word)}</dt></div>' for value, word, kind in figures
    )
    sentences = [
        *overview.withheld(result),
        *overview.left_aside(result),
        *overview.earlier(result),
        *(_sentence(count, word, titles) for word, count, titles in overview.other_periods(result)),
        *overview.unknown_payers(result),
    ]
    notes = "".join(f"<li>{_text(sentence)}</li>" for sentence in sentences)
    return f'<dl class="figures">{cells}</dl>\n' + (f'<ul class="notes">{notes}</ul>\n' if notes else "")


def _sentence(count: int, word: str, titles: str) -> str:
    return f"{count:,} {_s(count, 'line')} checked against {word} than the date of service: {titles}"


def _claims(result: Result) -> str:
    if not result.findings.num_rows:
        return '<section id="claims"><h2>Findings</h2><p>No findings to show.</p></section>\n'
    cut = ""
    if result.findings.num_rows > MOST:
        cut = (
            f'<p class="warn">Claims with the first {MOST:,} of {result.findings.num_rows:,} findings are listed;'
            " the figures above count all. JSON and Parquet hold every finding.</p>"
        )
    chips = "".join(
        f'<button type="button" class="chip {status}" data-status="{status}" aria-pressed="false" title="{_text(says)}">'
        f"{_text(word)} <b></b></button>"
        for status, (word, says) in _WORDS.items()
        if status != "overridden" or result.summary["overridden"]
    )
    choices = "".join(
        f'<label>{word}<select id="{name}"><option value="">all</option></select></label>'
        for name, word in (("edit", "Edit"), ("payer", "Payer"), ("provider", "Provider (NPI)"))
    )
    return (
        f'<section id="claims"><h2>Findings</h2>{cut}\n<noscript><p class="warn">The list of claims needs scripts, which'
        " are switched off here. The figures above and the lists below are complete without.</p></noscript>\n"
        f'<form id="filters" hidden><div class="chips" role="group" aria-label="Status">{chips}</div>{choices}'
        '<label class="wide">Text<input id="text" type="search" placeholder="claim number, code, word"></label>'
        '<button type="reset">Clear</button></form>\n'
        '<p id="shown" role="status"></p>\n<div id="list"></div>\n<nav id="pages" aria-label="Pages"></nav></section>\n'
    )


def _not_checked(result: Result) -> str:
    gaps = overview.gaps(result)
    if not gaps:
        return _section("Not checked", "<p>Every edit could judge every line that it looks at.</p>")
    rows = [(_count(lines), _text(reason), _text(edits)) for reason, lines, edits in gaps]
    lead = "<p>For these lines reference data or a payer's rule is missing: they are not known to be clean.</p>"
    return _section("Not checked", lead + _table(("lines", "why", "edits"), rows))


def _rejected(result: Result) -> str:
    total = result.rejected.num_rows
    if not total:
        return _section("Rejected", "<p>Every claim and line could be read.</p>")
    rows = [
        (_text(row["claim"] or "(no claim number)"), _text(row["level"]), _text(row["reason"]), _place(row["origin"]))
        for row in islice(record.rejected(result), _SHOWN)
    ]
    return _section("Rejected", _table(("claim", "what", "why", "where"), rows) + _more(total))


def _notes(result: Result) -> str:
    total = result.issues.num_rows
    if not total:
        return ""
    rows = [(_text(row["message"]), _place(row["origin"])) for row in islice(record.issues(result), _SHOWN)]
    return _section("Notes on the files", _table(("note", "where"), rows) + _more(total))


def _more(total: int) -> str:
    return f"<p>and {total - _SHOWN:,} more; the JSON lists them all</p>" if total > _SHOWN else ""


def _reference(result: Result) -> str:
    rows = [
        (
            _text(use.release.title),
            _text(use.release.publisher),
            f"{use.release.period_from} to {use.release.period_to}",
            _count(use.lines + use.lines_older + use.lines_newer),
            "starter codes only" if use.release.scope == "starter" else "all codes",
            _text(use.release.file),
        )
        for use in result.reference
    ]
    columns = ("release", "publisher", "period", "lines", "scope", "published file")
    return _section("Reference used", _table(columns, rows) if rows else "<p>None: no line needed any.</p>")


def _section(title: str, body: str) -> str:
    return f"<section><h2>{title}</h2>{body}</section>\n"


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in columns)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _place(origin: dict[str, Any]) -> str:
    name = PurePath(origin["file"] or "").name
    return _text(f"{name}, segment {origin['segment']:,}" if origin["segment"] else name)


def _accounted(result: Result) -> str:
    summary = result.summary
    aside = f", {summary['set_aside']:,} set aside as not professional" if summary["set_aside"] else ""
    read, rejected, total = (summary[name] for name in ("claims", "rejected_claims", "claims_in_file"))
    return f"{read:,} read, {rejected:,} rejected{aside} of {total:,}"


# the data that the script draws


def _write_data(result: Result, out: TextIO) -> None:
    """The claims with findings and what they share, as JSON in which nothing can end the script element."""
    uses = record.uses(result)
    out.write('{"edits": ' + _dump({edit.id: _edit(edit) for edit in result.edits}))
    out.write(', "releases": ' + _dump({number: _release(use) for number, use in uses.items()}))
    out.write(', "claims": [')
    separator = "\n"
    for claim in _some(result):
        out.write(separator + _dump(claim))
        separator = ",\n"
    out.write("]}")


def _some(result: Result) -> Iterator[dict[str, Any]]:
    """The claims with findings, as far as MOST reaches."""
    count = 0
    held = set(result.overridden_claims.to_pylist())
    for claim, lines, found in overview.by_claim(result):
        yield {**_claim(claim, lines, found), **({"overridden": True} if claim["claim_key"] in held else {})}
        count += len(found)
        if count >= MOST:
            return


def _edit(edit: Edit) -> dict[str, Any]:
    return {
        "title": edit.title,
        "cites": [str(citation) for citation in edit.citation],
        "carc": edit.carc,
        "rarc": edit.rarc,
        "then": DISPOSITIONS[edit.disposition],
    }


def _release(use: ReferenceUse) -> str:
    return f"{use.release.title} ({use.release.file})"


def _claim(claim: dict[str, Any], lines: list[dict[str, Any]], found: list[dict[str, Any]]) -> dict[str, Any]:
    dates = sorted({line["date_from"].isoformat() for line in lines if line["date_from"]})
    places = sorted({line["place_of_service"] for line in lines if line["place_of_service"]})
    providers = [claim["billing_npi"], *(line["rendering_npi"] for line in lines)]
    return {
        "id": claim["claim_id"] or "(no claim number)",
        "payer": claim["payer_name"] or "payer not named",
        "dates": dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}" if dates else "no date of service",
        "place": ", ".join(places),
        "npis": list(dict.fromkeys(npi for npi in providers if npi)),
        "file": PurePath(claim["file"]).name,
        "lines": [_line(line) for line in lines],
        "found": [_finding(row) for row in found],
    }


def _line(line: dict[str, Any]) -> list[Any]:
    modifiers = [line[f"modifier_{n}"] for n in range(1, 5) if line[f"modifier_{n}"]]
    units = "" if line["units"] is None else f"{line['units'].normalize():f}"
    charge = "" if line["charge"] is None else f"{line['charge']:,.2f}"
    return [line["line_no"], "-".join([line["code"], *modifiers]), units, charge]


def _finding(row: dict[str, Any]) -> dict[str, Any]:
    shown = {
        "edit": row["edit"],
        "status": row["status"],
        "line": row["line"],
        "says": row["message"],
        "shown": row["shown"],
        "fix_text": row["fix_text"],
        "release": row["release"],
        "values": [[name, value] for name, value in row["evidence"] if value],
        "override": record.override(row),
        "triage": row.get("triage"),
    }
    if row.get("fix_dollars") is not None:
        shown["dollars"] = f"{row['fix_dollars']:+,.2f}"
    return {name: value for name, value in shown.items() if value not in (None, "", [])}


def _dump(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _text(value: str) -> str:
    return escape(value, quote=True)


def _count(number: int) -> str:
    return f"{number:,}"


def _s(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"
