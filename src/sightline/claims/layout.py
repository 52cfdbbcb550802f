"""The columns of a claim table: one row per service line, the names that `sightline template csv` prints.

Every reader but that of X12 gives its claims in these columns, and `flat` makes Arrow batches of them; every writer of
tables uses them. The columns themselves are data:
layout.csv beside this file, from which docs/formats.md is written too.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

#: What a cell says where a blank would take a default: there is none.
NONE = "-"
MOST_DIAGNOSES = 12


@dataclass(frozen=True)
class Column:
    """One column: its name, whose it is, the schema's column ("" = none of its own), what its texts are, its meaning.

    `of` is claim, line or diagnosis. `kind` is text, code (upper case), number (whole), money, units, date, sex,
    relationship, tax, pointer, diagnosis, list (separated by blanks) or json (lists of objects). `core` columns
    are in the template. `synonyms` are other names that are known.
    """

    name: str
    of: str
    field: str
    kind: str
    meaning: str
    synonyms: tuple[str, ...]
    core: bool


def _read(path: Path) -> tuple[Column, ...]:
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(
            Column(
                name=row["name"],
                of=row["of"],
                field=row["field"],
                kind=row["kind"],
                meaning=row["meaning"],
                synonyms=tuple(row["synonyms"].split()),
                core=bool(row["core"]),
            )
            for row in csv.DictReader(stream)
        )


COLUMNS = _read(Path(__file__).with_name("layout.csv"))
BY_NAME = {column.name: column for column in COLUMNS}
#: Line columns that a blank takes from the claim's, and the claim's column.
INHERITED = {
    "place_of_service": "claim_place_of_service",
    "referring_npi": "claim_referring_npi",
    "supervising_npi": "claim_supervising_npi",
    "facility_npi": "claim_facility_npi",
    "facility_zip": "claim_facility_zip",
    "prior_authorization": "claim_prior_authorization",
}
_KNOWN = {
    other: column.name for column in COLUMNS for other in (column.name, *column.synonyms)
}  # every name or synonym, to the name


def plain_name(name: str) -> str:
    """A column's name as it is compared: lower case, words joined by one underscore."""
    return re.sub(r"[^a-z0-9]+", "_", name.strip("\ufeff ").lower()).strip("_")


def known(name: str) -> str:
    """The documented name of a column that is called `name`, or ""."""
    plain = plain_name(name)
    return _KNOWN.get(plain) or _KNOWN.get(plain.replace("_", ""), "")


def placed(names: list[str], mapping: dict[str, str]) -> tuple[dict[str, int], list[str]]:
    """Where each documented column is among `names`, and the names that are not used.

    `mapping` is from a documented name to the user's, and is the only place where the columns that it names are looked
    for. A documented name comes before a synonym.
    """
    where: dict[str, int] = {}
    plain = {plain_name(name): at for at, name in reversed(list(enumerate(names)))}
    for target, theirs in mapping.items():
        if plain_name(theirs) in plain:
            where[target] = plain[plain_name(theirs)]
    taken = set(where.values())
    for exact in (True, False):
        for at, name in enumerate(names):
            target = known(name)
            if (
                target
                and target not in where
                and target not in mapping
                and at not in taken
                and (not exact or plain_name(name) == target)
            ):
                where[target] = at
                taken.add(at)
    return where, [name for at, name in enumerate(names) if at not in taken]
