"""What `fix` did, line by line: for people, as JSON, and as a log of one JSON object a line."""

from __future__ import annotations

import textwrap
from typing import Any, TextIO

from sightline.outputs import as_json
from sightline.safe_fixes import Fixed, LineFix


def write_text(fixed: Fixed, out: TextIO, *, written: str, width: int = 100) -> None:
    """Write each change and what was left, then a summary; `written` is the file written, "" for a dry run."""
    for line in fixed.done:
        out.write(f"{_place(line)}  {_stated(line.code, line.before)} → {_stated(line.code, line.after)}\n")
        _paragraph(f"{', '.join(line.edits)} · segment {line.segment:,} (byte {line.byte:,})", out, width)
    for line in fixed.left:
        out.write(f"{_place(line)}  {_stated(line.code, line.before)} left as it is\n")
        _paragraph(f"{', '.join(line.edits)} · {line.reason}", out, width)
    done, left = len(fixed.done), len(fixed.left)
    verb = "changed" if written else "would change"
    summary = f"{done:,} {_s(done, 'line')} {verb}, {left:,} left for a person"
    if written:
        lines, claims = fixed.after.lines.num_rows, fixed.after.claims.num_rows
        summary += f"; {written} was read again: {claims:,} {_s(claims, 'claim')}, {lines:,} {_s(lines, 'line')}"
        summary += ", all else as it was"
    for text in textwrap.wrap(summary, width):
        out.write(text + "\n")


def write_json(fixed: Fixed, out: TextIO) -> None:
    """Write the changes and the findings by status before and after, as one JSON document."""
    document = {
        "changed": [record(line) for line in fixed.done],
        "left": [record(line) for line in fixed.left],
        "findings_before": fixed.before.summary["findings"],
        "findings_after": fixed.after.summary["findings"],
    }
    as_json.write(document, out)


def write_log(fixed: Fixed, out: TextIO, *, file: str) -> None:
    """Write one JSON object a line for each line changed or left; `file` is the input."""
    for line in fixed.lines:
        out.write(as_json.line({"file": file, **record(line)}) + "\n")


def record(line: LineFix) -> dict[str, Any]:
    """One line as data; docs/fix.md says what each key holds."""
    return {
        "claim": line.claim,
        "line": line.line,
        "edits": list(line.edits),
        "code": line.code,
        "before": list(line.before),
        "after": list(line.after),
        "segment": line.segment,
        "byte": line.byte,
        "applied": not line.reason,
        "reason": line.reason,
    }


def _place(line: LineFix) -> str:
    return f"{line.claim or '(no claim number)'} line {line.line}"


def _stated(code: str, modifiers: tuple[str, ...]) -> str:
    return "-".join([code, *modifiers])


def _paragraph(text: str, out: TextIO, width: int) -> None:
    for line in textwrap.wrap(text, max(width - 4, 40)):
        out.write(f"    {line}\n")


def _s(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"
