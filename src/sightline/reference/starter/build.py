"""Derive the starter release from published files: `python -m sightline.reference.starter.build --data FOLDER`.

FOLDER holds the published files (fee schedule, PTP practitioner, MUE, add-on codes, ICD-10-CM, NUCC, place of service,
modifiers, adjustment codes, specialty crosswalk, GPCI, localities, ZIP codes, anesthesia and conversion factors, OPPS
and ASC addenda, Medicare Code Editor diagnoses), in any arrangement; the sides of diagnoses are taken from the tabular list in
the package simple-icd-10-cm. Of the large tables only the rows among the starter's codes are kept: the guidance
codes, every procedure paired with one of them in PTP or the add-on file, and the codes around them. Facts only: no
descriptor, title, definition or sentence. The same files give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import importlib.metadata
import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.reference.add import write
from sightline.reference.published import Published, published
from sightline.reference.release import BEGINNING, FOREVER, ReferenceDataError
from sightline.reference.sources import Signed, icd10cm, source_of
from sightline.reference.sources.loaded import Loaded, tabled
from sightline.reference.starter.exclusions import exclusions
from sightline.reference.starter.laterality import sides, titles
from sightline.reference.store import SCOPE, STARTER
from sightline.reference.tables import KINDS
from sightline.tables import with_column

TABLES = Path(__file__).parent / "tables"
#: The code columns by which a kind is cut to the starter's codes; the other kinds are kept whole.
CUT = {
    "fee_schedule": ("code",), "ptp": ("column_1", "column_2"), "mue": ("code",), "addon": ("code", "primary_code"),
    "opps_status": ("code",), "asc_surgical": ("code",), "asc_ancillary": ("code",),
}  # fmt: skip
#: Kinds that the starter does without.
LEFT_OUT = {
    "opps_cap", "anesthesia_base", "coverage", "descriptor", "hcpcs", "mue_outpatient", "mue_supplier", "asp", "clfs",
    "dmepos", "nppes", "article", "article_diagnosis",
}  # fmt: skip
#: Kinds of which the starter holds the quarters of its fee schedules only.
WITH_FEE_SCHEDULE = {"opps_status", "asc_surgical", "asc_ancillary"}
#: Our own tables of facts, in tables/.
OWN = (
    "lineage", "guidance", "dme_code", "dme_supplier", "code_group", "modifier_scope", "patient_rule", "spacing_rule",
    "place_rule", "specialty_rule", "excluded_service", "supply_limit")  # fmt: skip
CONTRACTOR = "CCCCC"  # the contractor-defined primary of an add-on code is kept with its code

GUIDANCE = ("75989", "76380", "76942", "77001", "77002", "77003", "77011", "77012", "77013", "77021", "77022")
SEDATION = ("99151", "99152", "99153", "99155", "99156", "99157")
SUPPLIES = ("99070", "A4550")
IMAGING = ("76000", "76376", "76377", "76937", "76940", "76998")
VISITS = (
    *range(99202, 99206), *range(99211, 99216), *range(99221, 99224), *range(99231, 99237), *range(99238, 99240),
    *range(99242, 99246), *range(99252, 99256), *range(99281, 99286), 99291, 99292,
)  # fmt: skip


@dataclass
class Own:
    """How a table of our own facts is signed."""

    PUBLISHER: str = "Sightline"
    ADDRESS: str = ""
    PARSER: str = "tables/1"


def build(data: Path, directory: Path = STARTER) -> dict[str, int]:
    """Write the starter into `directory`; returns kind -> rows. Raises ReferenceDataError when a kind is missing."""
    found = _found(data)
    own = [*map(_own, OWN), _sides(found), _rules(), _national()]
    missing = KINDS.keys() - LEFT_OUT - {loaded.kind for loaded, _, _ in (*found, *own)}
    if missing:
        raise ReferenceDataError(f"{data}: no file for {', '.join(sorted(missing))}")
    codes = _codes([loaded for loaded, _, _ in (*found, *own)])
    rows: dict[str, int] = {}
    for kind in KINDS:
        shutil.rmtree(directory / kind, ignore_errors=True)
    for loaded, source, file in (*found, *own):
        rows[loaded.kind] = rows.get(loaded.kind, 0) + _write(loaded, source, file, codes, directory)
    pq.write_table(pa.table({"code": sorted(codes)}), directory / SCOPE, compression="zstd", store_schema=False)
    return rows


def build_own(directory: Path = STARTER) -> dict[str, int]:
    """Write the tables of our own facts anew, which need no published file; returns kind -> rows. `lineage` decides which
    codes the starter has, so after a change of it the whole starter must be built."""
    own = [*map(_own, OWN), _rules(), _national()]
    for loaded, _, _ in own:
        shutil.rmtree(directory / loaded.kind, ignore_errors=True)
    return {loaded.kind: _write(loaded, source, file, frozenset(), directory) for loaded, source, file in own}


def _write(loaded: Loaded, source: Signed, file: Published, codes: frozenset[str], directory: Path) -> int:
    """Write what the starter holds of a release; returns its rows."""
    kept = replace(loaded, table=_kept(loaded, codes))
    folder = directory / loaded.kind / loaded.name
    folder.mkdir(parents=True)
    write(folder, kept, source, [file], scope="starter" if loaded.kind in CUT else "all", added_at="")
    return int(kept.table.num_rows)


def _found(data: Path) -> list[tuple[Loaded, Signed, Published]]:
    """The published files under `data` that are known, one per release, in order of their paths."""
    releases: dict[tuple[str, str], tuple[Loaded, Signed, Published]] = {}
    for path in sorted(path for path in data.rglob("*") if path.is_file() and path.stat().st_size):
        for file in published(path).files:
            source = source_of(file)
            if source is None:
                continue
            try:
                loaded = source.read(file, None)
            except ReferenceDataError as reason:
                print(f"left out {file.name}: {reason}", file=sys.stderr)
                continue
            releases.setdefault((loaded.kind, loaded.name), (loaded, source, file))
    quarters = {loaded.period_from for loaded, _, _ in releases.values() if loaded.kind == "fee_schedule"}
    return [
        releases[key]
        for key in sorted(releases)
        if key[0] not in LEFT_OUT and (key[0] not in WITH_FEE_SCHEDULE or releases[key][0].period_from in quarters)
    ]


def _own(kind: str) -> tuple[Loaded, Signed, Published]:
    """A table of our own facts, from its csv in tables/."""
    path = TABLES / f"{kind}.csv"
    data = path.read_bytes()
    rows: list[Mapping[str, object]] = []
    for number, row in enumerate(csv.DictReader(data.decode().splitlines()), start=2):
        rows.append({**{name: _value(kind, name, text) for name, text in row.items()}, "source_row": number})
    loaded = Loaded(kind, "1", KINDS[kind].title, BEGINNING, FOREVER, tabled(kind, rows))
    return loaded, Own(), Published(path.name, (path.name,), data)


def _value(kind: str, name: str, text: str) -> object:
    """A value of a table of our own, as the schema of its kind has it."""
    type_ = KINDS[kind].schema.field(name).type
    if pa.types.is_date(type_):
        return date.fromisoformat(text)
    if pa.types.is_boolean(type_):
        return text == "yes"
    return (int(text) if text else None) if pa.types.is_integer(type_) else text


def _sides(found: Iterable[tuple[Loaded, Signed, Published]]) -> tuple[Loaded, Signed, Published]:
    """The sides of the newest ICD-10-CM's codes, told from the tabular list."""
    (newest,) = [loaded for loaded, _, _ in found if loaded.kind == "icd10cm"][-1:]
    name, tabular = _tabular()
    codes = newest.table["code"].to_pylist()
    rows = [
        {"code": code, "side": side, "source_row": number}
        for number, (code, side) in enumerate(sorted(sides(titles(tabular), codes).items()), start=1)
    ]
    loaded = Loaded("diagnosis_side", newest.name, KINDS["diagnosis_side"].title, BEGINNING, FOREVER,
                    tabled("diagnosis_side", rows))  # fmt: skip
    return (
        loaded,
        Own(PUBLISHER="CDC/NCHS", ADDRESS=icd10cm.ADDRESS, PARSER="laterality/2"),
        Published(name, (name,), tabular),
    )


def _rules() -> tuple[Loaded, Signed, Published]:
    """The rules of diagnoses: our own table, and the Excludes1 notes of the tabular list."""
    own, _, file = _own("diagnosis_rule")
    name, tabular = _tabular()
    given: list[Mapping[str, object]] = [*own.table.to_pylist()]
    source = "ICD-10-CM tabular list FY2026, Excludes1"
    stated = {(row["diagnosis"], row["other"]) for row in own.table.to_pylist() if row["rule"] == "excludes"}
    for number, (code, other) in enumerate(exclusions(tabular), start=len(given) + 2):
        if (code, other) not in stated:
            row = {"diagnosis": code, "rule": "excludes", "other": other, "instead": "", "source": source}
            given.append({**row, "source_row": number})
    loaded = replace(own, table=tabled("diagnosis_rule", given))
    signed = Own(PUBLISHER="CDC/NCHS", ADDRESS=icd10cm.ADDRESS, PARSER="exclusions/1")
    return loaded, signed, Published(f"{file.name}; {name}", (file.name, name), file.data + tabular)


def _national() -> tuple[Loaded, Signed, Published]:
    """Medicare's national coverage: the diagnoses of which a code is covered, from our own table. All are beginnings."""
    path = TABLES / "coverage.csv"
    data = path.read_bytes()
    rows: list[Mapping[str, object]] = [
        {**row, "prefix": True, "effective_from": date.fromisoformat(row["effective_from"]), "effective_to": FOREVER,
         "source_row": number}
        for number, row in enumerate(csv.DictReader(data.decode().splitlines()), start=2)
    ]  # fmt: skip
    loaded = Loaded(
        "coverage", "national", "Medicare's national coverage", BEGINNING, FOREVER, tabled("coverage", rows)
    )
    return loaded, Own(), Published(path.name, (path.name,), data)


def _tabular() -> tuple[str, bytes]:
    """The name and the XML of the tabular list."""
    distribution = importlib.metadata.distribution(icd10cm.PACKAGE)
    member = next(entry for entry in distribution.files or [] if entry.name.endswith(".xml"))
    return f"{icd10cm.PACKAGE} {distribution.version}: {member.name}", member.read_binary()


def _codes(tables: Iterable[Loaded]) -> frozenset[str]:
    """The starter's codes: guidance, what is paired with it, and what surrounds it."""
    codes = {*GUIDANCE, *SEDATION, *SUPPLIES, *IMAGING, *map(str, VISITS)}
    for loaded in tables:
        columns = {"ptp": ("column_1", "column_2"), "addon": ("code", "primary_code")}.get(loaded.kind)
        if columns:
            for here, there in (columns, columns[::-1]):
                guided = pc.is_in(loaded.table[here], value_set=pa.array(GUIDANCE))
                codes.update(loaded.table.filter(guided)[there].unique().to_pylist())
        elif loaded.kind in {"lineage", "guidance"}:
            for column in {"code", "successor"} & set(loaded.table.column_names):
                codes.update(loaded.table[column].unique().to_pylist())
    return frozenset(codes - {CONTRACTOR, ""})


def _kept(loaded: Loaded, codes: frozenset[str]) -> pa.Table:
    """The rows and texts of a table that the starter holds."""
    table = loaded.table
    among = pa.array(sorted({*codes, CONTRACTOR}))
    for column in CUT.get(loaded.kind, ()):
        table = table.filter(pc.is_in(table[column], value_set=among))
    if loaded.kind == "icd10cm":
        table = with_column(table, "title", [""] * table.num_rows)
        table = table.filter(table["billable"])
    return table


def main() -> None:
    """Build the starter in the package's own folder."""
    parser = argparse.ArgumentParser(description="Derive the starter release from published files.")
    parser.add_argument("--data", type=Path, help="folder with the published files (default: our own tables only)")
    parser.add_argument(
        "--output", type=Path, default=STARTER, help="folder to write to (default: the package's starter)"
    )
    given = parser.parse_args()
    try:
        for kind, rows in sorted((build(given.data, given.output) if given.data else build_own(given.output)).items()):
            print(f"{kind:14}{rows:>9,}")
    except ReferenceDataError as reason:
        sys.exit(f"starter: {reason}")


if __name__ == "__main__":
    main()
