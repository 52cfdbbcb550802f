"""What the list of claims shows, as a file: these claims in this order with these columns, or the 837P that they are."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims import read_claims
from sightline.claims.reading import gathered
from sightline.claims.x12.extract import extract
from sightline.claims.x12.rewrite import require_837p
from sightline.edits.result import Result
from sightline.errors import SightlineError
from sightline.outputs import workbook
from sightline.outputs.cells import safe
from sightline.web.desk.choice import COLUMNS, Choice
from sightline.web.desk.download import X12
from sightline.web.desk.worklist import STATES, Worklist, fitting
from sightline.web.jobs import Job


class Shown(NamedTuple):
    """The claims that a choice shows, in its order, of a check."""

    job: Job
    result: Result
    claims: pa.Table
    choice: Choice


def shown(job: Job, result: Result, work: Worklist, choice: Choice) -> Shown:
    """What a choice shows of all pages of the list."""
    return Shown(job, result, fitting(work, choice), choice)


def _write_csv(given: Shown, path: Path) -> None:
    heads, rows = _rows(given)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, heads, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: safe(value) for name, value in row.items()} for row in rows)


def _write_xlsx(given: Shown, path: Path) -> None:
    with path.open("wb") as out:
        workbook.write({"Claims": _rows(given)}, out)


def _write_837(given: Shown, path: Path) -> None:
    """Write the claims, in the order of the upload. Raises SightlineError when it is no 837P, or reads differently after."""
    result = given.result
    mine = result.claims.filter(pc.is_in(result.claims["claim_key"], given.claims["claim_key"]))
    if not mine.num_rows:
        raise SightlineError("No claim is shown, so there is none to save.")
    with given.job.plain() as upload, path.open("wb") as out:
        require_837p(upload)
        extract(upload, out, set(mine["segment"].to_pylist()))
    again = gathered(read_claims([path]))
    lines = result.lines.filter(pc.is_in(result.lines["claim_key"], mine["claim_key"]))
    stated = ["line_no", "code", "modifier_1", "modifier_2", "modifier_3", "modifier_4", "charge", "units", "date_from"]
    same = again.tables["claims"]["claim_id"].to_pylist() == mine["claim_id"].to_pylist()
    if not same or again.tables["lines"].select(stated).to_pylist() != lines.select(stated).to_pylist():
        raise SightlineError("The file of these claims would not read as the upload does; nothing was written.")


def _rows(given: Shown) -> tuple[list[str], list[dict[str, Any]]]:
    """The heads of the columns, and the rows by these heads."""
    names = {"claim_id": "claim"} | {name: COLUMNS[name] for name in given.choice.columns}
    rows = [{**row, "state": STATES[row["rank"]]} for row in given.claims.to_pylist()]
    return list(names.values()), [{head: row[name] for name, head in names.items()} for row in rows]


class ShownFormat(NamedTuple):
    """A way to save what is shown."""

    title: str
    media: str
    filename: str
    write: Callable[[Shown, Path], None]


SHOWN_FORMATS = {
    "csv": ShownFormat("CSV", "text/csv; charset=utf-8", "claims.csv", _write_csv),
    "xlsx": ShownFormat(
        "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "claims.xlsx", _write_xlsx
    ),
    "837": ShownFormat("837P of these claims", X12, "claims.837", _write_837),
}
