"""Claims with their drafts made, as files: an 837P with nothing else changed, CSV, FHIR; all of a check, or one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.compute as pc

from sightline.claims import Batch, Counts, read_claims
from sightline.claims.columns import record_batch, whole
from sightline.claims.reading import gathered
from sightline.claims.schema import ISSUE, REJECTED
from sightline.claims.x12.amend import Amendment, LineAmendment, amend
from sightline.claims.x12.extract import extract
from sightline.claims.x12.rewrite import require_837p
from sightline.edits.divide import Claims
from sightline.errors import SightlineError
from sightline.outputs.claims import fhir, table
from sightline.web.checking import claims_of
from sightline.web.desk.changes import Draft
from sightline.web.desk.download import X12
from sightline.web.desk.drafts import drafted

_MODIFIERS = [f"modifier_{n}" for n in range(1, 5)]
_STATED = ["line_no", "code", *_MODIFIERS, "units", "charge", "place_of_service"]


def write_837(upload: Path, claims: Claims, drafts: Mapping[int, Draft], path: Path) -> None:
    """Write the uploaded 837P with the drafts made, and read it again.

    Raises SightlineError when the upload is none, cannot be written, or would not read as the drafts say.
    """
    require_837p(upload)
    after = drafted(claims, drafts)
    with path.open("wb") as out:
        amend(upload, out, _amendments(claims, after, drafts))
    again = gathered(read_claims([path])).tables
    same = again["claims"]["claim_id"].to_pylist() == after.claims["claim_id"].to_pylist()
    if not same or again["lines"].select(_STATED[1:]).to_pylist() != after.lines.select(_STATED[1:]).to_pylist():
        raise SightlineError("The file would not read as the drafts say; nothing was written.")


def write_one_837(upload: Path, claims: Claims, key: int, draft: Draft, path: Path) -> None:
    """The same with one claim alone."""
    require_837p(upload)
    claim = claims.claims.filter(pc.equal(claims.claims["claim_key"], key))
    alone = path.with_name(f"{path.name}.alone")
    try:
        with alone.open("wb") as out:
            extract(upload, out, set(claim["segment"].to_pylist()))
        one = claims_of(gathered(read_claims([alone])))
        if one.claims["claim_id"].to_pylist() != claim["claim_id"].to_pylist():
            raise SightlineError("The claim does not read alone as it does in the upload; nothing was written.")
        write_837(alone, one, {one.claims["claim_key"][0].as_py(): draft}, path)
    finally:
        alone.unlink(missing_ok=True)


def write_rows(write: Callable[..., Any]) -> Callable[[Claims, Path], None]:
    """What writes claims as rows or resources, with a writer of outputs/claims/."""

    def run(claims: Claims, path: Path) -> None:
        counts = Counts(claims=claims.claims.num_rows, lines=claims.lines.num_rows)
        rows, lines, diagnoses = map(whole, claims)
        batch = Batch(rows, lines, diagnoses, record_batch([], REJECTED), record_batch([], ISSUE), counts)
        with path.open("wb") as out:
            write([batch], out)

    return run


class ClaimsFormat(NamedTuple):
    """A format of claims: `write` takes the claims as they are to be; None: the upload itself is written again."""

    title: str
    media: str
    suffix: str
    write: Callable[[Claims, Path], None] | None


CLAIMS_FORMATS = {
    "837": ClaimsFormat("837P", X12, "837", None),
    "csv": ClaimsFormat("CSV", "text/csv; charset=utf-8", "csv", write_rows(table.write_csv)),
    "fhir": ClaimsFormat("FHIR", "application/fhir+json", "json", write_rows(fhir.write_bundle)),
}


def _amendments(before: Claims, after: Claims, drafts: Mapping[int, Draft]) -> dict[int, Amendment]:
    """What of an 837P is to be changed, by the segment of the claim."""
    new: dict[int, dict[int, dict[str, Any]]] = {key: {} for key in drafts}
    for row in _of(after, drafts, "lines"):
        new[row["claim_key"]][row["line_no"]] = row
    charges = {row["claim_key"]: row["charge"] for row in _of(after, drafts, "claims")}
    lines: dict[int, dict[int, LineAmendment]] = {key: {} for key in drafts}
    removed: dict[int, set[int]] = {key: set() for key in drafts}
    for row in _of(before, drafts, "lines"):
        key, now = row["claim_key"], new[row["claim_key"]].get(row["line_no"])
        if now is None:
            removed[key].add(row["segment"])
        elif any(row[name] != now[name] for name in _STATED):
            lines[key][row["segment"]] = _amendment(row, now)
    return {
        row["segment"]: Amendment(
            lines[row["claim_key"]],
            frozenset(removed[row["claim_key"]]),
            charges[row["claim_key"]] if charges[row["claim_key"]] != row["charge"] else None,
        )
        for row in _of(before, drafts, "claims")
    }


def _amendment(row: dict[str, Any], now: dict[str, Any]) -> LineAmendment:
    modifiers = [tuple(each[name] for name in _MODIFIERS if each[name]) for each in (row, now)]
    return LineAmendment(
        code=now["code"] if now["code"] != row["code"] else None,
        modifiers=modifiers[1] if modifiers[0] != modifiers[1] else None,
        charge=now["charge"] if now["charge"] != row["charge"] else None,
        units=now["units"] if now["units"] != row["units"] else None,
        place=now["place_of_service"] if now["place_of_service"] != row["place_of_service"] else None,
    )


def _of(tables: Claims, drafts: Mapping[int, Draft], name: str) -> list[dict[str, Any]]:
    rows = getattr(tables, name)
    columns = {"claims": ["claim_key", "charge", "segment"], "lines": ["claim_key", "segment", *_STATED]}[name]
    return list(rows.filter(pc.is_in(rows["claim_key"], pc.cast(list(drafts), "int64"))).select(columns).to_pylist())
