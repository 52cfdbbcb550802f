"""Reports for people at a terminal: what is shown, what is not, and what the claim says otherwise."""

from __future__ import annotations

import textwrap
from typing import Any, TextIO

import click

from sightline.outputs.report import record
from sightline.reports.redact import redacted
from sightline.reports.result import Reports

_MARK = {"met": ("✓", "green"), "contradicted": ("✗", "red"), "missing": ("–", "red"), "unclear": ("?", "cyan")}
_FOUND = {"fail": ("✗", "red"), "bypassed": ("!", "yellow"), "review": ("?", "cyan"), "info": ("·", "blue")}
_FACTS = (
    "modality",
    "organ",
    "laterality",
    "lesion_size",
    "needle_gauge",
    "passes",
    "sample_type",
    "sedation_start",
    "sedation_stop",
)
#: A quotation longer than this is cut in the middle; --format json has it whole.
_QUOTED = 160


def write_result(
    found: Reports, out: TextIO, *, suggest: bool = False, redact: bool = False, width: int = 100, colour: bool = False
) -> None:
    """Write every report of a run, with codes to consider (`suggest`), without names and numbers (`redact`)."""
    reports = record.reports(found, suggest=suggest)
    if redact:
        reports = [redacted(one, read.document) for one, read in zip(reports, found.reports, strict=True)]
    notes = ["" if redact and one.claim_key else one.reason for one in found.matched]
    write_reports(reports, record.unread(found), out, notes=notes, width=width, colour=colour)


def write_reports(
    reports: list[dict[str, Any]],
    unread: list[dict[str, Any]],
    out: TextIO,
    *,
    notes: list[str],
    width: int = 100,
    colour: bool = False,
) -> None:
    """Write reports as `report_record` gives them; `notes` says of each against which claim it was held."""

    def style(text: str, **how: Any) -> str:
        return click.style(text, **how) if colour else text

    def write(text: str, indent: int, first: str = "", **how: Any) -> None:
        lines = textwrap.wrap(text, max(width - indent, 30), break_long_words=False) or [""]
        for number, line in enumerate(lines):
            before = first if number == 0 and first else " " * indent
            out.write(f"{before}{style(line, **how)}".rstrip() + "\n")

    for report, note in zip(reports, notes, strict=True):
        where = report["report"]
        many = f" · report {where['number']}" if where["number"] > 1 else ""
        out.write("\n" + style(f"{where['file'] or 'report'}{many}", bold=True) + "\n")
        known = [
            f"{name.replace('_', ' ')} {', '.join(values)}" for name in _FACTS if (values := _values(report, name))
        ]
        if known:
            write(" · ".join(known), 2, "  ")
        if report["scope"]["not_covered"]:
            write(f"not covered: {', '.join(report['scope']['not_covered'])}", 4, "  ")
        if report["scope"]["is"] == "none":
            out.write("  no procedure that Sightline reads\n")
        read = report["scope"]["is"] == "read"
        for title, blocking in (("payment hangs on", True), ("good to have", False)) if read else ():
            requirements = [one for one in report["requirements"] if one["blocking"] is blocking and one["applies"]]
            met = sum(one["status"] == "met" for one in requirements)
            out.write(f"\n  {title}: {met} of {len(requirements)} met\n")
            for one in requirements:
                mark, how = _MARK[one["status"]]
                quotes = [_short(quote["text"]) for quote in one["evidence"][: 1 if blocking else 0]]
                answer = f"“{quotes[0]}”" if quotes else "" if one["status"] == "met" else one["status"]
                if quotes and one["status"] != "met":
                    answer = f"{one['status']}: {answer}"
                name = style(format(one["id"], "<24"), fg=None if one["status"] == "met" else how)
                first = f"    {style(mark, fg=how, bold=True)} {name} "
                write(answer, 31, first)
        aside = [one["id"] for one in report["requirements"] if not one["applies"]]
        if read and aside:
            write(f"for other codes: {', '.join(aside)}", 4, "  ")
        if report["suggested"]:
            out.write("\n  the report supports (for a coder to judge)\n")
            for each in report["suggested"]:
                units = f" ×{each['units']}" if each["units"] > 1 else ""
                lacks = f"; still open: {', '.join(each['missing'])}" if each["missing"] else ""
                code = "-".join((each["code"], *each["modifiers"])) + units
                write(f"{each['says']}, certainty {each['certainty']}{lacks}", 16, f"    {code:<11} ")
        if note:
            out.write("\n")
            write(note, 2, "  ")
        for finding in report["findings"]:
            mark, how = _FOUND[finding["status"]]
            line = f"line {finding['line']}  " if finding["line"] else ""
            write(
                f"{line}{finding['message']}",
                15,
                f"    {style(mark, fg=how, bold=True)} {style(finding['edit'], fg=how):<8} ".ljust(15),
            )
            if finding["fix_text"]:
                write(f"fix: {finding['fix_text']}", 15)
    out.write("\n")
    for each in unread:
        number = f", report {each['number']}" if each["number"] else ""
        write(f"not read: {each['file']}{number}: {each['reason']}", 0, fg="red")
    count = len(reports)
    out.write(
        f"{count} {'report' if count == 1 else 'reports'} read, {len(unread)} not read; nothing left this machine\n"
    )


def _values(report: dict[str, Any], name: str) -> list[str]:
    return list(dict.fromkeys(fact["value"] for fact in report["facts"].get(name, ())))[:4]


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _QUOTED else f"{flat[: _QUOTED - 40].rstrip()} … {flat[-36:].lstrip()}"
