"""A verification for people and programs."""

from __future__ import annotations

import textwrap
from typing import Any, TextIO

from sightline.outputs import as_json
from sightline.outputs.code.footnotes import Footnotes, describe
from sightline.pages.sections.dotted import dotted
from sightline.pages.verify.record import VERDICTS, Judged, Verified

_MARKS = {"wrong": "✗", "look": "!", "not checked": "?", "label not read": "·", "agrees": "✓"}
_COUNTED = {  # of one, of more
    "wrong": ("wrong", "wrong"), "look": ("to look at", "to look at"), "not checked": ("not checked", "not checked"),
    "label not read": ("label not read", "labels not read"), "agrees": ("agrees", "agree"),
}  # fmt: skip
_SYSTEMS = {
    "procedure": "procedure", "modifier": "modifier", "diagnosis": "ICD-10-CM", "taxonomy": "NUCC taxonomy",
    "place": "place of service",
}  # fmt: skip


def write_text(result: Verified, out: TextIO, *, width: int = 100, everything: bool = False) -> None:
    """Write what is wrong and what to look at, with both labels; what was not checked is counted, or listed too."""
    about = f" · about {result.subject}" if result.subject else ""
    out.write(f"{result.file}{about} · as of {result.on}\n\n")
    notes = Footnotes()
    unread: dict[str, set[str]] = {}
    for one in result.judged:
        verdict = one.verdict
        for remark in one.remarks:
            if remark.verdict == "not checked":
                unread.setdefault(remark.text, set()).add(_shown(one))
        if verdict in ("wrong", "look") or everything:
            _one(one, notes, out, width)
    counts = ((result.count(verdict), verdict) for verdict in VERDICTS)
    counted = ", ".join(f"{count:,} {_COUNTED[verdict][count != 1]}" for count, verdict in counts if count)
    out.write(f"{len(result.judged):,} {'code' if len(result.judged) == 1 else 'codes'}: {counted}\n")
    for text, codes in unread.items():
        listed = ", ".join(sorted(codes)[:12]) + (f" and {len(codes) - 12:,} more" if len(codes) > 12 else "")
        _wrapped(f"not checked: {text}: {listed}", out, width, 2, "")
    for number, source in notes.listed():
        _wrapped(describe(source), out, width, 6, f"  [{number}]".ljust(6))


def _one(one: Judged, notes: Footnotes, out: TextIO, width: int) -> None:
    mention = one.mention
    out.write(f"  {_MARKS[one.verdict]} line {mention.line:,}  {_SYSTEMS[mention.system]} {_shown(one)}\n")
    for remark in one.remarks:
        if remark.verdict == "agrees" and one.verdict != "agrees":
            continue
        marks = [f"{m.number}{' ' + m.place if m.place else ''}" for m in notes.marks(remark.cites)]
        _wrapped(remark.text + (f" [{'; '.join(marks)}]" if marks else ""), out, width, 6)
    if mention.label:
        _wrapped(mention.label, out, width, 17, "      the file:  ")
    if one.title:
        _wrapped(one.title, out, width, 17, "      our words: " if one.ours else "      official:  ")
    out.write("\n")


def _shown(one: Judged) -> str:
    return dotted(one.mention.code) if one.mention.system == "diagnosis" else one.mention.code


def write_json(result: Verified, out: TextIO) -> None:
    """Write every code with its verdict, both labels and the remarks."""
    notes = Footnotes()
    codes = [_document(one, notes) for one in result.judged]
    document = {
        "file": result.file,
        "subject": result.subject,
        "as_of": result.on.isoformat(),
        "counts": {verdict: result.count(verdict) for verdict in VERDICTS},
        "codes": codes,
        "sources": [{"number": number, "text": describe(source)} for number, source in notes.listed()],
    }
    as_json.write(document, out)


def _document(one: Judged, notes: Footnotes) -> dict[str, Any]:
    mention = one.mention
    return {
        "line": mention.line,
        "table": mention.table,
        "system": mention.system,
        "code": _shown(one),
        "verdict": one.verdict,
        "label": mention.label,
        "title": one.title,
        "title_is": "" if not one.title else "our own words" if one.ours else "official",
        "remarks": [
            {
                "check": remark.check,
                "verdict": remark.verdict,
                "text": remark.text,
                "cites": [{"source": m.number, "place": m.place} for m in notes.marks(remark.cites)],
            }
            for remark in one.remarks
        ],
    }


def _wrapped(text: str, out: TextIO, width: int, indent: int, first: str | None = None) -> None:
    begin = " " * indent if first is None else first
    for number, line in enumerate(textwrap.wrap(text, max(width - indent, 30), break_on_hyphens=False)):
        out.write((begin if number == 0 else " " * indent) + line + "\n")
