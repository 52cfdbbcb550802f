"""What changed between two stores among some codes: pairs, unit values, indicators, add-ons, diagnoses.

Of each kind the newest release of one store is held against the newest of the other. A release of scope "starter" is
held against the other for the starter's codes only, for of the rest it says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow.parquet as pq

from sightline.reference.release import FOREVER, Release
from sightline.reference.store import Reference
from sightline.reference.tables import KINDS

#: By kind: the columns that name a row, and those that are compared.
_COMPARED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ptp": (("column_1", "column_2"), ("indicator", "effective_from", "effective_to")),
    "mue": (("code",), ("value", "mai")),
    "fee_schedule": (
        ("code", "modifier"),
        (
            "status", "pctc", "global_days", "multiple", "bilateral", "assistant", "cosurgeon", "team", "supervision",
            "imaging_family", "nonfacility_na", "facility_na",
        ),
    ),
    "addon": (("code", "primary_code"), ("type", "effective_from", "effective_to")),
    "icd10cm": (("code",), ("billable",)),
}  # fmt: skip
#: The columns that hold the codes looked up; of pairs both.
_CODES = {"ptp": ("column_1", "column_2")}

_Spans = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Change:
    """A row that is new, gone or other. `old` and `new` are texts by column: of a row that is other, what differs."""

    kind: str
    key: tuple[str, ...]
    what: str  # added, removed, ended, changed
    old: dict[str, str]
    new: dict[str, str]


@dataclass(frozen=True)
class Compared:
    """A kind whose newest releases differ, and what changed in it; a side without any release is None."""

    kind: str
    title: str
    old: Release | None
    new: Release | None
    changes: tuple[Change, ...]


def changes(old: Reference, new: Reference, codes: Collection[str], diagnoses: Collection[str]) -> list[Compared]:
    """What the two stores say differently of procedure codes and diagnoses (ICD-10-CM without dot).

    Kinds of which both have the same release, or none, are left out; so is a row that only one side could know.
    """
    found = []
    for kind in _COMPARED:
        before, after = _newest(old, kind), _newest(new, kind)
        if before is None and after is None:
            continue
        if before and after and (before.data_sha256 == after.data_sha256 or before.sha256 == after.sha256):
            continue
        needed = set(diagnoses if kind == "icd10cm" else codes)
        if any(side and side.scope == "starter" for side in (before, after)) and kind != "icd10cm":
            needed &= old.starter_codes
        rows = _changes(kind, before, after, needed) if before and after else ()
        found.append(Compared(kind, KINDS[kind].title, before, after, tuple(rows)))
    return found


def _newest(reference: Reference, kind: str) -> Release | None:
    return max(
        reference.of(kind), key=lambda release: (release.period_from, release.period_to, release.name), default=None
    )


def _changes(kind: str, before: Release, after: Release, codes: Collection[str]) -> list[Change]:
    columns = _COMPARED[kind][1]
    if not (before.starts_known and after.starts_known):
        columns = tuple(name for name in columns if name != "effective_from")
    was, now = (_rows(kind, release, codes, columns) for release in (before, after))
    return [
        _change(kind, key, was.get(key, ()), now.get(key, ()), columns)
        for key in sorted(was.keys() | now.keys())
        if was.get(key) != now.get(key)
    ]


def _rows(
    kind: str, release: Release, codes: Collection[str], columns: tuple[str, ...]
) -> dict[tuple[str, ...], _Spans]:
    """The compared columns by key: of each row of a key one tuple, sorted."""
    keys, _ = _COMPARED[kind]
    if not codes:
        return {}
    filters = [(name, "in", sorted(codes)) for name in _CODES.get(kind, ("code",))]
    table = pq.read_table(release.path, columns=[*keys, *columns], filters=filters)
    rows: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for row in table.to_pylist():
        rows[tuple(row[name] for name in keys)].append(tuple(row[name] for name in columns))
    return {key: tuple(sorted(spans, key=str)) for key, spans in rows.items()}


def _change(kind: str, key: tuple[str, ...], was: _Spans, now: _Spans, columns: tuple[str, ...]) -> Change:
    old, new = (_texts(spans, columns) for spans in (was, now))
    if not was or not now:
        return Change(kind, key, "removed" if was else "added", old if was else {}, new if now else {})
    what = "ended" if _open(was, columns) and not _open(now, columns) else "changed"
    other = [name for name in columns if old[name] != new[name]]
    old, new = ({name: side[name] for name in other} for side in (old, new))
    return Change(kind, key, what, old, new)


def _open(spans: _Spans, columns: tuple[str, ...]) -> bool:
    """Whether a row has no end, where the kind has ends."""
    if "effective_to" not in columns:
        return True
    return any(span[columns.index("effective_to")] == FOREVER for span in spans)


def _texts(spans: _Spans, columns: tuple[str, ...]) -> dict[str, str]:
    return {name: "; ".join(_text(span[place]) for span in spans) for place, name in enumerate(columns)}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return "no end" if value == FOREVER else value.isoformat()
    return str(value)
