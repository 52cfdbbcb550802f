"""Findings with attributes, for programs and notebooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import pyarrow as pa

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; see docs/json.md for what each means. Texts are "" and numbers None where there is none."""

    edit: str
    status: str  # fail, bypassed, review or info
    claim: str
    line: int | None
    code: str
    modifiers: str
    related_claim: str
    related_line: int | None
    message: str
    fix: str
    evidence: dict[str, str]
    file: str


class Summary(dict[str, Any]):
    """The counts of a run, by name (docs/json.md says what each means) and as attributes."""

    claims: int
    lines: int
    claims_in_file: int
    lines_in_file: int
    rejected_claims: int
    rejected_lines: int
    set_aside: int
    findings: dict[str, int]  # by status
    overridden: int
    overridden_claims: int
    hidden: int
    not_checked: int  # lines that some edit could not judge
    beyond_reference: int
    left_aside: dict[str, int]

    def __getattr__(self, name: str) -> Any:
        """A count by its name; those of a history are there only where one was given."""
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"a summary has no {name}; it has {', '.join(self)}") from None


def findings(table: pa.Table) -> list[Finding]:
    """The rows of a result's table of findings, in its order."""
    names = (*(name for name in Finding.__slots__ if name != "fix"), "fix_text")
    return [
        Finding(
            fix=row.pop("fix_text") or "",
            evidence=dict(row.pop("evidence") or ()),
            line=row.pop("line"),
            related_line=row.pop("related_line"),
            **{name: value or "" for name, value in row.items()},
        )
        for row in table.select(names).to_pylist()
    ]


def as_html(table: pa.Table, counts: Mapping[str, Any]) -> str:
    """A result as a notebook shows it: the counts (its summary), and the first rows of its table of findings."""
    found = ", ".join(f"{number:,} {status}" for status, number in counts["findings"].items() if number) or "no finding"
    head = (
        f"<p>{counts['claims']:,} claims, {counts['lines']:,} lines: {found}; {counts['not_checked']:,} not checked</p>"
    )
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell if cell is not None else ''))}</td>" for cell in cells) + "</tr>"
        for each in findings(table.slice(0, _SHOWN))
        for cells in [(each.claim, each.line, each.code, each.status, each.edit, each.message, each.fix)]
    )
    if not rows:
        return head
    names = "".join(f"<th>{name}</th>" for name in ("claim", "line", "code", "status", "edit", "message", "fix"))
    more = table.num_rows - _SHOWN
    rest = f"<p>and {more:,} more</p>" if more > 0 else ""
    return f"{head}<table><thead><tr>{names}</tr></thead><tbody>{rows}</tbody></table>{rest}"
