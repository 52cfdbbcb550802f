"""Changes to the claims of a check that are kept beside it until they are saved, checked again or discarded. The upload stays as
it came.

Kept as `drafts.json`: by claim key the changes (texts such as "2.modifiers=26", see pricing/what_if.py) and the lines to take
out, and the same as it was before the last step, for undoing it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.divide import Claims
from sightline.pricing.what_if import change, charged
from sightline.web.desk.changes import Draft, stated
from sightline.web.jobs import Job

_NAME = "drafts"


@dataclass(frozen=True)
class LineDifference:
    """A line before and after: code with modifiers, units, charge in dollars and place as texts; None where it is taken out."""

    line: int
    before: dict[str, str]
    after: dict[str, str] | None

    @property
    def words(self) -> list[tuple[str, str, str]]:
        """What differs: field, before, after."""
        if self.after is None:
            return [("line", " ".join(filter(None, (self.before["code"], self.before["modifiers"]))), "taken out")]
        return [
            (name, was or "none", self.after[name] or "none")
            for name, was in self.before.items()
            if self.after[name] != was
        ]


def drafts_of(job: Job) -> dict[int, Draft]:
    """The drafts of a check, by claim key."""
    return _parsed(job.noted(_NAME).get("now", {}))


def keep(job: Job, drafts: Mapping[int, Draft]) -> None:
    """Put drafts in the place of those of a check; `undo` brings these back. A draft without a change is none."""
    kept = {key: draft for key, draft in drafts.items() if draft.changes or draft.remove}
    job.note(_NAME, {"now": kept, "before": drafts_of(job)})


def undo(job: Job) -> None:
    """Bring back the drafts as they were before the last step."""
    noted = job.noted(_NAME)
    job.note(_NAME, {"now": noted.get("before", {}), "before": noted.get("now", {})})


def merged(draft: Draft, more: Draft) -> Draft:
    """A draft with more changes; of two for the same field of a line the later one counts."""
    last = {text.partition("=")[0]: text for text in (*draft.changes, *more.changes)}
    return Draft(tuple(last.values()), tuple(sorted({*draft.remove, *more.remove})))


def drafted(tables: Claims, drafts: Mapping[int, Draft]) -> Claims:
    """Claims with drafts of them made. Raises WhatIfError for a change that cannot be made."""
    keys = pa.array(sorted(drafts), pa.int64())
    pieces, claims = [], []
    for key, lines, claim in _each(tables, drafts):
        _, after = change(lines, drafts[key].changes, drafts[key].remove)
        pieces.append(after)
        # a claim that states another charge than the sum of its lines keeps it while no charge changes
        claims.append(charged(claim, after) if pc.sum(after["charge"]) != pc.sum(lines["charge"]) else claim)
    return Claims(
        _together(tables.claims, keys, claims).sort_by("claim_key"),
        _together(tables.lines, keys, pieces).sort_by([("claim_key", "ascending"), ("line_no", "ascending")]),
        tables.diagnoses,
    )


def differences(tables: Claims, drafts: Mapping[int, Draft]) -> dict[int, list[LineDifference]]:
    """What drafts change, by claim key; lines that stay as they are are left out. Raises WhatIfError."""
    found = {}
    for key, lines, _ in _each(tables, drafts):
        _, after = change(lines, drafts[key].changes, drafts[key].remove)
        now = {row["line_no"]: stated(row) for row in after.to_pylist()}
        rows = [LineDifference(row["line_no"], stated(row), now.get(row["line_no"])) for row in lines.to_pylist()]
        found[key] = [row for row in rows if row.words]
    return found


def _each(tables: Claims, drafts: Mapping[int, Draft]) -> Iterator[tuple[int, pa.Table, pa.Table]]:
    """Key, lines and claim of each claim with a draft; a draft of no claim is passed over."""
    keys = pa.array(sorted(drafts), pa.int64())
    lines = tables.lines.filter(pc.is_in(tables.lines["claim_key"], keys))
    claims = tables.claims.filter(pc.is_in(tables.claims["claim_key"], keys))
    for key in claims["claim_key"].to_pylist():
        yield key, *(table.filter(pc.equal(table["claim_key"], key)) for table in (lines, claims))


def _together(table: pa.Table, keys: pa.Array, pieces: Iterable[pa.Table]) -> pa.Table:
    rest = table.filter(pc.invert(pc.is_in(table["claim_key"], keys)))
    return pa.concat_tables([rest, *pieces])


def _parsed(noted: Mapping[str, Any]) -> dict[int, Draft]:
    return {int(key): Draft(tuple(changes), tuple(remove)) for key, (changes, remove) in noted.items()}
