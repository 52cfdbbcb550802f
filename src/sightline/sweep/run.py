"""A sweep from beginning to end: divide what is new, check each part that is behind, sum up."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from sightline import __version__
from sightline.claims.files import PARQUET, files_at
from sightline.claims.rows.divided import Source
from sightline.edits.check import Checker
from sightline.edits.options import CheckOptions
from sightline.engines.duckdb import DuckDB
from sightline.names import names_in
from sightline.payers.table import TABLE
from sightline.provenance import catalogue_digest, digest_of
from sightline.reference.store import Reference, default_directory
from sightline.sweep.affected import affected_patients, days_of
from sightline.sweep.counts import summed
from sightline.sweep.divide import divide, layers
from sightline.sweep.folder import Folder, Manifest, SweepError
from sightline.sweep.part import Work, check_part, finish
from sightline.sweep.reference_changes import ReferenceChanges, changes_between, keep_reference, kept_reference, key_of

GIGABYTE = 1_000_000_000
#: Lines of a part for each gigabyte of the limit, and at most (more are cut again inside a check).
PER_GIGABYTE, MOST_LINES = 110_000, 900_000
#: Shares of the limit: the engine that checks, the one that sorts and counts, and the rows that are being divided. The
#: rest is for claims and results.
_CHECKING, _COUNTING, _HELD = 0.4, 0.15, 0.1
#: Told what is being done ("dividing" or "checking"), how many rows or parts of it are done, and of how many.
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Swept:
    """What a sweep did: counts over all parts, the releases that answered, and what this run had to check."""

    counts: dict[str, int]
    used: list[dict[str, Any]]
    files: int
    parts: int
    parts_checked: int  # in whole
    parts_updated: int  # of some patients
    patients_updated: int
    passed_over: tuple[str, ...]  # files of folders that are no Parquet
    unused: tuple[str, ...]  # columns of inputs that are not known
    notes: tuple[str, ...]  # "file: what was read otherwise than written"
    why_all: str  # why every claim was checked again; "" when not


def sweep(
    paths: str | Path | Sequence[str | Path],
    output: Path,
    options: CheckOptions = CheckOptions(),  # noqa: B008  (frozen)
    *,
    memory: int = 8 * GIGABYTE,
    update: bool = False,
    tell: Tell = lambda what, done, of: None,
) -> Swept:
    """Check Parquet files of claims, or folders of them, into the folder `output`; or go on with what was stopped.

    `memory` is in bytes. With `update`, inputs and reference may be others than in the last run: only claims that are
    new, changed or touched by the reference are checked. Raises SweepError when they are others without it, or when
    options or catalogue are; ClaimsError for a file that is no table of claims.
    """
    root = Folder(output)
    files, passed_over = _files([paths] if isinstance(paths, (str, Path)) else paths, output)
    listed = tuple((file, Path(file).stat().st_size, Path(file).stat().st_mtime_ns) for file in files)
    store, columns = options.store, options.columns
    made = {
        "sightline": __version__,
        "duckdb": duckdb.__version__,
        "catalogue": catalogue_digest(),
        "payers": _payers_digest(options),
    }
    chosen = {
        "payer": options.payer,
        "select": list(names_in(options.select)),
        "ignore": list(names_in(options.ignore)),
        "columns": dict(columns or {}),
    }
    key = key_of(store)
    with root.alone():
        known = root.manifest()
        if known is None:
            rows = sum(Source(file, columns).rows for file in files)
            parts = max(-(-rows // _lines(memory)), 1)
            known = Manifest(made=made, options=chosen, parts=parts, listed=listed, reference=key)
        else:
            _refuse(root, known, made, chosen)
            if not update:
                _refuse_changes(root, known, listed, key)
        manifest = replace(known, listed=listed, reference=key, finished=False)
        root.set_manifest(manifest)
        spill = root.root / ".spill"
        counting = DuckDB(memory=_share(memory, _COUNTING), spill=spill)
        checking = DuckDB(memory=_share(memory, _CHECKING), spill=spill)
        try:
            manifest = _divided(root, manifest, columns, counting, int(memory * _HELD), tell)
            keep_reference(store, _reference(root, key))
            inputs = sorted(manifest.inputs, key=lambda each: each.file)
            work = Work(
                root, inputs, Checker(store, options.edits, options.profile, checking, options.payers), counting, key
            )
            parts_checked, parts_updated, patients, why = _check(work, manifest, store, tell)
        except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise SweepError(_stopped(output, memory, error)) from None
        finally:
            checking.close()
            counting.close()
            shutil.rmtree(spill, ignore_errors=True)
        unused = tuple(sorted({name for each in inputs for name in each.unused}))
        notes = tuple(f"{each.file}: {note}" for each in inputs for note in each.notes)
        records = [root.done(number) or {} for number in range(1, manifest.parts + 1)]
        counts, used = summed(records)
        there = sum(each.rows - each.blank for each in inputs)
        if counts["rows"] != there:
            raise AssertionError(f"{there} rows were divided, {counts['rows']} came out of the parts")
        root.set_manifest(replace(manifest, finished=True))
        for place in (root.root / "reference").iterdir():
            if place.name != key:
                shutil.rmtree(place)
    return Swept(
        counts=counts, used=used, files=len(files), parts=manifest.parts, parts_checked=parts_checked,
        parts_updated=parts_updated, patients_updated=patients, passed_over=passed_over, unused=unused, notes=notes,
        why_all=why,
    )  # fmt: skip


def _divided(
    root: Folder,
    manifest: Manifest,
    columns: Mapping[str, str] | None,
    engine: DuckDB,
    held: int,
    tell: Tell,
) -> Manifest:
    """Divide the inputs that are new, layer by layer; forget those that are gone."""
    stamps = set(manifest.listed)
    manifest = replace(manifest, inputs=tuple(each for each in manifest.inputs if each.stamp() in stamps))
    there = {each.stamp() for each in manifest.inputs}
    new = [stamp for stamp in manifest.listed if stamp not in there]
    total = sum(Source(file, columns).rows for file, _, _ in new)
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        tell("dividing", done, total)

    for sources in layers(new, columns):
        made = divide(root, sources, manifest.next_id, manifest.parts, held, engine, advance)
        if changed := next((each.file for each in made if each.stamp() not in stamps), ""):
            raise SweepError(f"{changed}: changed while it was read; start again when it is whole")
        manifest = replace(manifest, inputs=(*manifest.inputs, *made), next_id=manifest.next_id + len(made))
        root.set_manifest(manifest)
    root.set_manifest(manifest)
    alive = {each.layer for each in manifest.inputs}
    for place in (root.root / "claims").iterdir():
        if place.name not in alive:
            shutil.rmtree(place)
    return manifest


def _check(work: Work, manifest: Manifest, store: Reference, tell: Tell) -> tuple[int, int, int, str]:
    """Bring every part up to date: how many were checked whole, how many in some patients, how many patients, and why
    all of them were."""
    whole = updated = patients_updated = 0
    why = ""
    live = [each.id for each in work.inputs]
    records = {number: work.folder.done(number) for number in range(1, manifest.parts + 1)}
    differences = _differences(work, records, store)
    for number, record in records.items():
        change: ReferenceChanges | None = None
        patients: pa.Array | None = None
        if record is not None:
            change = differences.get(record["reference"])
            if record["inputs"] == live and record["reference"] == work.reference:
                tell("checking", number, manifest.parts)
                continue
            if record["reference"] == work.reference or change is not None:
                patients = affected_patients(work, number, record, change)
                why = change.everything if change else why
        if patients is None:
            check_part(work, number)
            whole += 1
        elif len(patients):
            check_part(work, number, patients)
            updated += 1
            patients_updated += len(patients)
        else:
            finish(work, number)
        pa.default_memory_pool().release_unused()
        tell("checking", number, manifest.parts)
    return whole, updated, patients_updated, why


def _differences(
    work: Work, records: Mapping[int, dict[str, Any] | None], store: Reference
) -> dict[str, ReferenceChanges]:
    """For each other reference that parts were checked with, and that is still kept, what is said otherwise now."""
    found = {}
    for key in sorted({record["reference"] for record in records.values() if record} - {work.reference}):
        old = kept_reference(_reference(work.folder, key))
        if old is not None:
            numbers = [number for number, record in records.items() if record and record["reference"] == key]
            found[key] = changes_between(old, store, days_of(work, numbers), work.engine)
    return found


def _files(paths: Sequence[str | Path], output: Path) -> tuple[list[str], tuple[str, ...]]:
    """The files of claims, sorted, and the names of files in folders that are no Parquet."""
    files: set[str] = set()
    other: set[str] = set()
    for path in paths:
        if Path(path).is_dir() and output.resolve().is_relative_to(Path(path).resolve()):
            raise SweepError(f"{output}: lies in {path}, whose claims are checked; write to another folder")
        if str(path) == "-":
            raise SweepError("a sweep reads files, not standard input")
        for file in files_at(path):
            with Path(file).open("rb") as stream:
                parquet = stream.read(len(PARQUET)) == PARQUET
            (files if parquet or file == str(path) else other).add(file)
    if not files:
        raise SweepError(f"there is no Parquet file in {', '.join(str(path) for path in paths)}")
    once = {Path(file).resolve(): file for file in sorted(files, reverse=True)}  # by whatever names it is given
    return sorted(once.values()), tuple(sorted(other))


def _refuse(root: Folder, known: Manifest, made: dict[str, str], options: dict[str, Any]) -> None:
    """Raise SweepError when the folder was made with other options or another catalogue."""
    words = {"sightline": "version of sightline", "duckdb": "version of DuckDB", "catalogue": "catalogue of edits",
             "payers": "payers"}  # fmt: skip
    other = [f"{words[name]} ({known.made[name][:12]} then, {made[name][:12]} now)" for name in made
             if known.made[name] != made[name]]  # fmt: skip
    for name, value in options.items():
        if known.options[name] != value:
            word = "--map" if name == "columns" else f"--{name}"
            shown = "" if name == "columns" else f" ({_shown(known.options[name])} then, {_shown(value)} now)"
            other.append(f"{word}{shown}")
    if other:
        raise SweepError(f"{root.root}: made with another {', '.join(other)}; sweep into another folder")


def _refuse_changes(root: Folder, known: Manifest, listed: tuple[tuple[str, int, int], ...], reference: str) -> None:
    """Raise SweepError when claims or reference are others than in the last run."""
    before, now = dict(_by_file(known.listed)), dict(_by_file(listed))
    changes = []
    for word, names in (
        ("new", sorted(now.keys() - before.keys())),
        ("gone", sorted(before.keys() - now.keys())),
        ("changed", sorted(name for name in now.keys() & before.keys() if now[name] != before[name])),
    ):
        if names:
            more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
            changes.append(f"{word}: {', '.join(names[:3])}{more}")
    if known.reference != reference:
        changes.append("the reference has other releases")
    if changes:
        raise SweepError(
            f"{root.root}: not as in the last run ({'; '.join(changes)}); --update checks what this changes, and only that"
        )


def _stopped(output: Path, memory: int, error: Exception) -> str:
    """What a full disk or too little memory is to the user."""
    cause = getattr(error, "strerror", None) or str(error).splitlines()[0]
    if isinstance(error, duckdb.OutOfMemoryException):
        cause = f"{memory / GIGABYTE:g} GB are too little for a part; give more by --memory"
    return f"{output}: {cause}. What was done stands: the same command goes on from there"


def _payers_digest(options: CheckOptions) -> str:
    """The same for the same profile of --payer and the same user's table of payers, with the profiles beside it."""
    payer = options.payer
    store = default_directory() if options.reference is None else Path(str(options.reference))
    table = Path(os.environ.get("SIGHTLINE_PAYERS") or store / TABLE)
    paths = [*sorted(table.parent.glob("*.toml"))] if table.is_file() else []
    paths += [Path(payer)] if payer and payer.endswith(".toml") and Path(payer).is_file() else []
    return sha256("".join(f"{path.name} {digest_of(path)}\n" for path in paths).encode()).hexdigest()


def _by_file(stamps: tuple[tuple[str, int, int], ...]) -> list[tuple[str, tuple[int, int]]]:
    return [(file, (size, at)) for file, size, at in stamps]


def _shown(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) and value else str(value or "none")


def _lines(memory: int) -> int:
    return min(memory * PER_GIGABYTE // GIGABYTE, MOST_LINES)


def _share(memory: int, share: float) -> str:
    return f"{int(memory * share / 1_000_000)}MB"


def _reference(root: Folder, key: str) -> Path:
    return root.root / "reference" / key
