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
#: Every name and synonym without its underscores, to the documented name and how early it is among the names of that.
_KNOWN = {
    other.replace("_", ""): (column.name, rank)
    for column in COLUMNS
    for rank, other in enumerate((column.name, *column.synonyms))
}
#: Names that are a code set, unless the table counts its diagnoses in the same way.
_CODE_SETS = {"icd9": "dx9", "icd10": "dx10", "icd9code": "dx9", "icd10code": "dx10"}
#: Names that are modifiers where the first two are there and no fifth is.
_M = {f"m{n}": f"mod{n}" for n in range(1, 5)}
#: Columns that hold all of something, and what each of several of that name is, in their order: Mod, Mod; DX, DX, DX.
_NUMBERED = {"modifiers": ("mod", 4), "pointers": ("pointer", 4), "diagnoses": ("dx", MOST_DIAGNOSES)}


def plain_name(name: str) -> str:
    """A column's name as it is compared: lower case, words joined by one underscore."""
    return re.sub(r"[^a-z0-9]+", "_", name.strip("\ufeff ").lower()).strip("_")


def known(name: str) -> str:
    """The documented name of a column that is called `name`, or ""; ClaimNumber is claim_number."""
    return _KNOWN.get(plain_name(name).replace("_", ""), ("", 0))[0]


def placed(names: list[str], mapping: dict[str, str]) -> tuple[dict[str, int], list[str]]:
    """Where each documented column is among `names`, and the names that are not used.

    `mapping` is from a documented name to the user's, and is the only place where the columns that it names are looked
    for. Of several names for one column the one that stands first among its names in layout.csv is taken; several columns of
    one name that holds a list are the parts of it.
    """
    where: dict[str, int] = {}
    plain = {plain_name(name): at for at, name in reversed(list(enumerate(names)))}
    for target, theirs in mapping.items():
        if plain_name(theirs) in plain:
            where[target] = plain[plain_name(theirs)]
    taken = set(where.values())
    squeezed = [each.replace("_", "") for each in map(plain_name, names)]
    counted = "icd1" in squeezed or "icd1code" in squeezed
    letters = {"m1", "m2"} <= {*squeezed} and "m5" not in squeezed  # else they count something else, as months
    found: dict[str, tuple[int, int]] = {}
    for at, name in enumerate(squeezed):
        target, rank = _KNOWN.get(name, ("", 0))
        if counted and name in _CODE_SETS:
            target, rank = _CODE_SETS[name], 0
        if letters and name in _M:
            target, rank = _M[name], 0
        if target in _NUMBERED and squeezed.count(name) > 1:
            stem, most = _NUMBERED[target]
            number = squeezed[: at + 1].count(name)
            target = f"{stem}{number}" if number <= most else ""
        if target and target not in mapping and at not in taken:
            found[target] = min(found.get(target, (rank, at)), (rank, at))
    where |= {target: at for target, (_, at) in found.items()}
    taken = set(where.values())
    return where, [name for at, name in enumerate(names) if at not in taken]
