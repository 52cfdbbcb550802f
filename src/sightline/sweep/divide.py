"""Divide claims by patient: rows stream from the input files into one file for each part.

Inputs are taken in layers of about LAYER rows, each written aside and moved into place whole, so that a sweep that was
stopped goes on after the last whole layer.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.claims.rows.block import Block
from sightline.claims.rows.divided import Source
from sightline.edits.divide import part_of
from sightline.engines.duckdb import DuckDB, literal
from sightline.sweep.folder import Folder, Input, SweepError

#: Rows of a layer: what is divided again after a stop.
LAYER = 20_000_000
#: Columns before the documented ones: the input's number, its row, the patient's number, and what joins rows of a claim.
OWN = ("input", "row", "person", "group")


def layers(needed: Sequence[tuple[str, int, int]], columns: Mapping[str, str] | None) -> Iterator[list[Source]]:
    """The inputs in layers of whole files."""
    layer: list[Source] = []
    for file, _, _ in needed:
        layer.append(Source(file, columns))
        if sum(each.rows for each in layer) >= LAYER:
            yield layer
            layer = []
    if layer:
        yield layer


def divide(
    folder: Folder,
    sources: Sequence[Source],
    first_id: int,
    parts: int,
    held: int,
    engine: DuckDB,
    advance: Callable[[int], None],
) -> list[Input]:
    """Write a layer of inputs; at most about `held` bytes of rows are in memory. `advance` gets rows."""
    _allow(parts)
    name = f"{first_id:06}"
    partial = folder.layer(name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    shutil.rmtree(folder.layer(name), ignore_errors=True)  # of a run that was stopped before it wrote its manifest
    partial.mkdir(parents=True)
    inputs = []
    writing = _Writing(partial, parts, held)
    for number, source in enumerate(sources, first_id):
        at = Path(source.path).stat()
        kept = 0
        columns: tuple[str, ...] = ()
        for block, patients in source.blocks():
            columns = tuple(block.columns)
            writing.add(block, patients, number)
            kept += len(block)
            advance(len(block))
        inputs.append(
            Input(
                id=number, file=source.path, size=at.st_size, changed_ns=at.st_mtime_ns, rows=source.rows,
                blank=source.rows - kept, columns=columns, unused=source.unused, notes=source.notes(),
                layer=name,
            )
        )  # fmt: skip
    writing.close()
    _gather(partial, parts, engine)
    partial.replace(folder.layer(name))
    return inputs


class _Writing:
    """Rows on their way to the files of their parts, a row group of each at a time."""

    def __init__(self, place: Path, parts: int, limit: int) -> None:
        self.place, self.parts, self.limit = place, parts, limit
        self.kept: dict[int, list[pa.Table]] = {}
        self.writers: dict[tuple[int, pa.Schema], pq.ParquetWriter] = {}
        self.held = 0

    def add(self, block: Block, patients: pa.Array, number: int) -> None:
        """Take the rows of a block."""
        own = (pa.repeat(pa.scalar(number, pa.int32()), len(block)), block.rows, patients, block.group)
        table = pa.table({**dict(zip(OWN, own, strict=True)), **block.columns})
        part = pc.add(part_of(patients, self.parts), 1)
        order = pc.sort_indices(part)
        table, runs = table.take(order), pc.run_end_encode(part.take(order))
        start = 0
        for at, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            self.kept.setdefault(at, []).append(table.slice(start, end - start))
            start = end
        self.held += table.nbytes
        if self.held >= self.limit:
            self._flush()

    def _flush(self) -> None:
        for part, tables in sorted(self.kept.items()):
            by_columns: dict[pa.Schema, list[pa.Table]] = {}
            for table in tables:
                by_columns.setdefault(table.schema, []).append(table)
            for columns, alike in by_columns.items():
                writer = self.writers.get((part, columns))
                if writer is None:
                    several = sum(1 for at, _ in self.writers if at == part)
                    path = self.place / f"{part:04}-{several}.parquet"
                    writer = self.writers[part, columns] = pq.ParquetWriter(path, columns, compression="zstd")
                whole = pa.concat_tables(alike).combine_chunks()
                writer.write_table(whole)
        self.kept, self.held = {}, 0

    def close(self) -> None:
        """Write what is left."""
        self._flush()
        for writer in self.writers.values():
            writer.close()


def files_of(layer: Path, part: int) -> list[Path]:
    """The files of a part in a layer, one for each set of columns."""
    return sorted(layer.glob(f"{part:04}-*.parquet"))


def _allow(parts: int) -> None:
    """See to it that a file for each part may be open. Raises SweepError when the system does not let us."""
    try:
        import resource
    except ImportError:  # Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = 2 * parts + 100  # a part has a second file where inputs differ in their columns
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise SweepError(
            f"{parts:,} parts need {needed:,} open files, this system allows {hard:,}: give more by --memory"
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))


def _gather(place: Path, parts: int, engine: DuckDB) -> None:
    """Bring together the claims whose rows stand apart and say different things of the patient: their first row decides.

    The files that hold some of them are written once more.
    """
    everything = f"read_parquet({literal(str(place / '*.parquet'))}, union_by_name = true)"
    apart = engine.query(
        f"""SELECT input, "group", arg_min(person, "row") AS person FROM {everything}
            WHERE "group" <> '' AND (hash(input, "group")) IN (
                SELECT claim FROM (SELECT hash(input, "group") AS claim, person FROM {everything} WHERE "group" <> '')
                GROUP BY claim HAVING min(person) <> max(person))
            GROUP BY ALL HAVING min(person) <> max(person)"""
    )
    if not apart.num_rows:
        return
    engine.register("apart", apart)
    for path in sorted(place.glob("*.parquet")):
        part = int(path.name[:4])
        rows = engine.query(
            f"""SELECT r.* REPLACE (coalesce(a.person, r.person) AS person), r.person <> a.person AS stray
                FROM read_parquet({literal(str(path))}) r
                LEFT JOIN apart a ON a.input = r.input AND a."group" = r."group" ORDER BY r.input, r."row"
            """
        )
        if not pc.any(rows["stray"]).as_py():
            continue
        rows = rows.drop_columns("stray")
        at = pc.add(part_of(rows["person"].combine_chunks(), parts), 1)
        for other in {part, *pc.unique(at).to_pylist()}:
            name = path.with_suffix(".gathered") if other == part else place / f"{other:04}-{path.stem}.gathered"
            pq.write_table(rows.filter(pc.equal(at, other)), name, compression="zstd")
    engine.forget("apart")
    for path in place.glob("*.gathered"):
        path.replace(path.with_suffix(".parquet"))
