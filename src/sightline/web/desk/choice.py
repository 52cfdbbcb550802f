"""Which claims of a check to show, in which order: every choice but a claim number stands in the page's address."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

import pyarrow as pa
import pyarrow.compute as pc
from starlette.datastructures import QueryParams

#: What claims are narrowed and findings grouped by: columns of the rows of web/desk/worklist.py, and words for people.
AXES = {
    "edit": "edit",
    "payer": "payer",
    "provider": "billing provider",
    "rendering": "rendering provider",
    "code": "code",
    "month": "month of service",
    "finding": "status of the finding",
    "assigned": "assigned to",  # of a workspace
}
#: The columns of the list that can be shown or left out, and their heads; the claim's number is always there.
COLUMNS = {
    "state": "state",
    "payer": "payer",
    "provider": "billing provider",
    "date": "date",
    "lines": "lines",
    "codes": "codes",
    "edits": "edits",
    "charge": "charge",
    "stake": "at stake",
    "expected": "expected",  # these four of a check with remittances
    "paid": "paid",
    "recovered": "recovered",
    "unpaid": "at stake after payment",
    "assigned": "assigned to",  # of a workspace
}
SHOWN = ("state", "payer", "date", "codes", "edits", "charge", "stake")
#: The columns of dollars, and those that the remittances give.
REMITTED = ("expected", "paid", "recovered", "unpaid")
DOLLARS = ("charge", "stake", *REMITTED)


@dataclass(frozen=True)
class Choice:
    """What to show; "" means all. `state` is a claim's (STATES), the axes are matched by the same line and finding.

    `text` is looked for in claim numbers, codes and edits; it is kept with the check, since it may be a claim number, and an
    address is no place for that.
    """

    state: str = ""
    edit: str = ""
    payer: str = ""
    provider: str = ""
    rendering: str = ""
    code: str = ""
    month: str = ""
    finding: str = ""
    assigned: str = ""
    sort: str = "worst"
    at: int = 1  # page of the list; 0: all of it
    columns: tuple[str, ...] = SHOWN
    by: str = "edit"  # what causes are grouped by
    text: str = ""

    @property
    def narrowed(self) -> dict[str, str]:
        """The axes that are narrowed, with their values."""
        return {name: getattr(self, name) for name in AXES if getattr(self, name)}

    def but(self, **changes: object) -> Choice:
        """The choice with some of it changed, and the first page of what that gives."""
        return replace(self, **{"at": 1, **changes})  # type: ignore[arg-type]

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of an address with this choice."""
        values = {each.name: getattr(self, each.name) for each in fields(Choice) if each.name != "text"}
        defaults = {each.name: each.default for each in fields(Choice)}
        return {
            name: " ".join(value) if isinstance(value, tuple) else str(value)
            for name, value in values.items()
            if value != defaults[name]
        }

    def query(self, **changes: object) -> str:
        """The choice, with some of it changed, as the query of an address with its "?"; "" for what needs no choice."""
        parameters = (self.but(**changes) if changes else self).parameters
        return f"?{urlencode(parameters)}" if parameters else ""


def chosen(query: QueryParams, text: str = "", otherwise: tuple[str, ...] = SHOWN) -> Choice:
    """The choice of an address; what is no choice in it is passed over. `otherwise` are the columns where it names none."""
    texts = {name: query[name][:200] for name in ("state", *AXES) if query.get(name)}
    named = " ".join(query.getlist("columns")).split()
    columns = tuple(name for name in COLUMNS if name in named)
    at = query.get("at", "")
    return Choice(
        **texts,
        sort=query.get("sort", "")[:20] or "worst",
        at=int(at) if at.isascii() and at.isdecimal() and len(at) < 8 else 1,
        columns=columns or otherwise,
        by=query["by"] if query.get("by") in AXES else "edit",
        text=text,
    )


def matching(rows: pa.Table, choice: Choice, leave: str = "") -> pa.Table:
    """The rows (a finding on a line) that fit every axis of a choice but the one to `leave` open."""
    for name, value in choice.narrowed.items():
        if name != leave:
            rows = rows.filter(pc.equal(rows[name], value))
    return rows
