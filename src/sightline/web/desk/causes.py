"""The findings of a check by cause: by edit, payer, provider, code or month, with the dollars charged under each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from sightline.web.desk.choice import Choice, matching
from sightline.web.desk.worklist import Worklist, fitting

#: The findings that are work; the others are shown when they are chosen.
WORK = ("fail", "bypassed", "review")
_LINE = ["claim_key", "line_no"]


@dataclass(frozen=True)
class Cause:
    """A value of what findings are grouped by. `lines` are those that the findings are about (all of a claim, where they are
    about the claim), `charged` the dollars on them, each line once."""

    value: str
    findings: int
    claims: int
    lines: int
    charged: Decimal


@dataclass(frozen=True)
class Causes:
    """The causes, that with the most dollars first, and all of them together, each line once: a line may have several causes.
    `months` are the dollars by month of service, in their order; `statuses` the findings by status."""

    rows: list[Cause]
    all: Cause
    months: list[Cause]
    statuses: dict[str, int]


def causes(work: Worklist, choice: Choice) -> Causes:
    """The causes of what fits a choice, grouped by the axis `choice.by`."""
    rows = _of_claims(work, choice)
    statuses = {cause.value: cause.findings for cause in _grouped(rows, "finding")}
    rows = _of_status(rows, choice)
    whole = _grouped(rows.append_column("all", pa.repeat("all", rows.num_rows)), "all")
    return Causes(
        rows=_grouped(rows, choice.by),
        all=whole[0] if whole else Cause("all", 0, 0, 0, Decimal("0.00")),
        months=sorted(_grouped(rows, "month"), key=lambda cause: cause.value),
        statuses={name: statuses.get(name, 0) for name in (*WORK, "info", "overridden")},
    )


def findings_of(work: Worklist, choice: Choice) -> list[int]:
    """The places in the result of the findings that fit a choice, in their order."""
    return sorted(pc.unique(_of_status(_of_claims(work, choice), choice)["number"]).to_pylist())


def _of_claims(work: Worklist, choice: Choice) -> pa.Table:
    """The rows with a finding of any status that fit, of the claims whose state and words fit."""
    rows = matching(work.rows, choice, "finding")
    keys = fitting(work, Choice(state=choice.state, text=choice.text))["claim_key"]
    return rows.filter(pc.and_(pc.is_valid(rows["number"]), pc.is_in(rows["claim_key"], keys)))


def _of_status(rows: pa.Table, choice: Choice) -> pa.Table:
    return rows.filter(pc.is_in(rows["finding"], pa.array([choice.finding] if choice.finding else WORK)))


def _grouped(rows: pa.Table, axis: str) -> list[Cause]:
    """The causes of some rows, the most dollars first."""
    lines = rows.group_by([axis, *_LINE], use_threads=False).aggregate([("charge", "max")])
    sums = lines.group_by(axis, use_threads=False).aggregate([("charge_max", "sum"), ([], "count_all")]).to_pylist()
    found, claims = (
        {each["values"]: each["counts"] for each in pc.value_counts(_once(rows, axis, of)[axis]).to_pylist()}
        for of in ("number", "claim_key")
    )
    each = [
        Cause(row[axis], found[row[axis]], claims[row[axis]], row["count_all"], row["charge_max_sum"]) for row in sums
    ]
    return sorted(each, key=lambda cause: (-cause.charged, -cause.findings, cause.value))


def _once(rows: pa.Table, axis: str, of: str) -> pa.Table:
    return rows.group_by([axis, of], use_threads=False).aggregate([])
