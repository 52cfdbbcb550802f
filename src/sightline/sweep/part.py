"""One part of a sweep: its rows read, checked, and written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.claims.patient import with_keys
from sightline.claims.reading import Read, gathered
from sightline.claims.rows.divided import ROWS, read_rows
from sightline.edits.check import Checker
from sightline.edits.result import VOID, Result, with_input
from sightline.edits.rows import findings, not_checked, rejected
from sightline.engines.duckdb import DuckDB
from sightline.sweep.counts import counted, used
from sightline.sweep.divide import OWN, files_of
from sightline.sweep.folder import INDEXES, TABLES, Folder, Input, SweepError
from sightline.tables import with_column

#: A row of all inputs in one number: the input's place among them, then the row in it.
_PLACE = 40
_ROW = (1 << _PLACE) - 1
_ORDER = ("file", "segment", "claim", "line", "edit", "message")


@dataclass
class Work:
    """What checking a part takes. `inputs` are in the order in which they are read; `reference` names the releases."""

    folder: Folder
    inputs: Sequence[Input]
    checker: Checker
    engine: DuckDB
    reference: str


def check_part(work: Work, number: int, patients: pa.Array | None = None) -> None:
    """Check the claims of a part, or those of some patients in it only, and write what was found."""
    rows = [*rows_of(work, number, patients)]
    read = _read([table for table in rows if table.num_rows])
    result = with_input(work.checker.check(read.tables["claims"], read.tables["lines"], read.tables["diagnoses"]), read)
    made = _tables(work, result, rows)
    if patients is not None:
        for name, new in made.items():
            old = pq.read_table(work.folder.part(name, number), schema=new.schema)
            made[name] = pa.concat_tables([old.filter(pc.invert(pc.is_in(old["person"], patients))), new])
    for name, table in made.items():
        order = [(each, "ascending") for each in _ORDER if each in table.column_names]
        made[name] = table.sort_by(order) if name in TABLES else _ordered(table)
        work.folder.write(name, number, made[name])
    finish(work, number, made)


def finish(work: Work, number: int, made: dict[str, pa.Table] | None = None) -> None:
    """Say that a part is done; `made` are its tables, where they are known."""
    tables = made or {name: pq.read_table(work.folder.part(name, number)) for name in (*TABLES, *INDEXES)}
    record = {
        "inputs": [each.id for each in work.inputs],
        "reference": work.reference,
        "sizes": work.folder.sizes(number),
        "counts": counted(work.engine, tables),
        "used": used(tables["codes"], work.checker.reference),
    }
    work.folder.set_done(number, record)


def rows_of(work: Work, number: int, patients: pa.Array | None = None, only: Sequence[int] = ()) -> Iterator[pa.Table]:
    """The rows of a part in reading order, for each set of columns a table: with `at`, their place among all inputs.

    `only` are the inputs that are needed (default: all).
    """
    place = {each.id: number for number, each in enumerate(work.inputs)}
    needed = pa.array(only or [*place], pa.int32())
    layers = sorted({each.layer for each in work.inputs if not only or each.id in only})
    by_columns: dict[pa.Schema, list[pa.Table]] = {}
    for path in (path for layer in layers for path in files_of(work.folder.layer(layer), number)):
        try:
            table = pq.read_table(path, use_threads=False, pre_buffer=False)
        except (pa.ArrowException, OSError):
            raise SweepError(f"{path}: damaged; remove {work.folder.root} and sweep again") from None
        keep = pc.is_in(table["input"], needed)
        if patients is not None:
            keep = pc.and_(keep, pc.is_in(table["person"], patients))
        if not pc.all(keep).as_py():
            table = table.filter(keep)
        by_columns.setdefault(table.schema, []).append(table)
    for tables in by_columns.values():
        table = pa.concat_tables(tables)
        found = pc.index_in(table["input"], pa.array([*place], pa.int32())).cast(pa.int64())
        at = pc.bit_wise_or(pc.shift_left(found, _PLACE), table["row"])
        table = table.append_column("at", at)
        ordered = len(tables) == 1 and pc.all(pc.less(at[:-1], at[1:])).as_py() is not False
        yield table if ordered else table.sort_by("at")


def index_of(engine: DuckDB, rows: Sequence[pa.Table], inputs: Sequence[Input]) -> pa.Table:
    """The claims of some rows: file, group, person, first row, how many rows, and a digest of them all."""
    found = []
    for table in rows:
        engine.register("given", table)
        columns = ", ".join(f'"{name}"' for name in sorted(table.column_names) if name not in (*OWN, "at"))
        found.append(
            engine.query(
                f"""SELECT input, "group", person, min("row") AS "row", min("at") AS "at", count(*) AS "rows",
                        bit_xor(hash("row", {columns})) AS digest
                    FROM given GROUP BY input, "group", person"""
            )
        )
        engine.forget("given")
    whole = pa.concat_tables(found) if found else _NO_INDEX.empty_table()
    names = pa.array([each.file for each in inputs], pa.string())
    file = names.take(pc.index_in(whole["input"], pa.array([each.id for each in inputs], pa.int32())))
    return whole.drop_columns("input").append_column("file", file)


_NO_INDEX = pa.schema(
    [("input", pa.int32()), ("group", pa.string()), ("person", pa.int64()), ("row", pa.int64()), ("at", pa.int64()),
     ("rows", pa.int64()), ("digest", pa.uint64())]
)  # fmt: skip


def _read(rows: Sequence[pa.Table]) -> Read:
    """The claims in rows, numbered in the order of their first rows; `segment` is the place among all inputs."""
    reads = [gathered(read_rows(*_given(table)), whole_files=False) for table in rows]
    if len(reads) == 1:
        return reads[0]
    if not reads:
        return gathered([])
    tables: dict[str, list[pa.Table]] = {}
    step = 0
    for read in reads:
        most = 0
        for name, table in read.tables.items():
            if "claim_key" in table.column_names:
                keys = pc.add(table["claim_key"], step)
                most = max(most, pc.max(keys).as_py() or 0)
                table = _numbered(name, table, keys)
            tables.setdefault(name, []).append(table)
        step = max(step, most)
    whole = {name: pa.concat_tables(each) for name, each in tables.items()}
    keys = whole["claims"].sort_by("segment")["claim_key"]
    for name in ("claims", "lines", "diagnoses"):
        new = pc.add(pc.index_in(whole[name]["claim_key"], keys).cast(pa.int64()), 1)
        whole[name] = _numbered(name, whole[name], new)
    whole["claims"] = whole["claims"].sort_by("claim_key")
    whole["lines"] = whole["lines"].sort_by([("claim_key", "ascending"), ("segment", "ascending")])
    whole["diagnoses"] = whole["diagnoses"].sort_by([("claim_key", "ascending"), ("position", "ascending")])
    return Read(whole, sum((read.counts for read in reads[1:]), reads[0].counts), ())


def _numbered(name: str, table: pa.Table, keys: pa.ChunkedArray) -> pa.Table:
    """A table of claims' under other claim keys. A patient of whom nothing is known is named by the claim's key, so that name
    changes with it: else two such claims of two inputs would be one patient's."""
    return with_keys(table, keys) if name == "claims" else with_column(table, "claim_key", keys)


def _given(table: pa.Table) -> tuple[list[str], Iterator[tuple[list[pa.Array], pa.Array]]]:
    """What `read_rows` takes; the claims of several inputs are kept apart."""
    own = pc.binary_join_element_wise(table["input"].cast(pa.string()), table["group"], "|")
    key = pc.if_else(pc.equal(table["group"], ""), "", own)
    names = [name for name in table.column_names if name not in (*OWN, "at", "claim_key")]
    chosen = table.select([*names, "at"]).append_column("claim_key", key)
    batches = chosen.combine_chunks().to_batches(max_chunksize=ROWS)
    return [*names, "claim_key"], (
        ([batch.column(name) for name in [*names, "claim_key"]], batch.column("at")) for batch in batches
    )


def _tables(work: Work, result: Result, rows: Sequence[pa.Table]) -> dict[str, pa.Table]:
    """All tables of what was checked, each with the number of the patient."""
    at = pa.chunked_array([chunk for table in rows for chunk in table["at"].chunks], pa.int64())
    who = pa.chunked_array([chunk for table in rows for chunk in table["person"].chunks], pa.int64())
    files = pa.array([each.file for each in work.inputs], pa.string())

    def placed(table: pa.Table) -> pa.Table:
        person = who.take(pc.index_in(table["segment"], at))
        found = pc.if_else(pc.equal(table["segment"], 0), None, pc.shift_right(table["segment"], _PLACE))
        table = with_column(table, "file", pc.coalesce(files.take(found), ""))
        return with_column(table, "segment", pc.bit_wise_and(table["segment"], _ROW)).append_column("person", person)

    codes = _codes(work.engine, result, who.take(pc.index_in(result.claims["segment"], at)))
    index = index_of(work.engine, rows, work.inputs)
    lines = pc.value_counts(result.lines["claim_key"])
    count = pc.index_in(result.claims["claim_key"], lines.field("values"))
    of_claim = pc.coalesce(lines.field("counts").take(count), 0)
    read = pc.index_in(index["at"], result.claims["segment"])
    index = index.append_column("lines", of_claim.take(read)).drop_columns("at")  # null: not read as a claim
    superseded = result.superseded
    claim = result.claims.take(pc.index_in(superseded["claim_key"], result.claims["claim_key"]))
    left = claim.select(["claim_id", "file", "segment"]).rename_columns(["claim", "file", "segment"])
    left = left.append_column("superseded", superseded["superseded"])
    left = left.append_column("lines", of_claim.take(pc.index_in(superseded["claim_key"], result.claims["claim_key"])))
    notes = _said(result.issues, "message").select(["message", "file", "segment"])
    return {
        "findings": placed(findings(result)).drop_columns("claim_key"),
        "not_checked": placed(not_checked(result)).drop_columns("claim_key"),
        "superseded": placed(left),
        "rejected": placed(rejected_rows(result)).drop_columns("claim_key"),
        "notes": placed(notes),
        "index": index,
        "codes": codes,
    }


def rejected_rows(result: Result) -> pa.Table:
    """What was rejected, its reason with the row of its own file."""
    from dataclasses import replace

    return rejected(replace(result, rejected=_said(result.rejected, "reason")))


def _said(table: pa.Table, column: str) -> pa.Table:
    """The table with the rows that its sentences name as rows of their own file."""
    answers = [
        text.replace(f"row {at:,}: ", f"row {at & _ROW:,}: ", 1) if at else text
        for text, at in zip(table[column].to_pylist(), table["segment"].to_pylist(), strict=True)
    ]
    return with_column(table, column, pa.chunked_array([pa.array(answers, pa.string())]))


def _codes(engine: DuckDB, result: Result, patients: pa.ChunkedArray) -> pa.Table:
    """How many lines each patient has of a code and date; and the diagnoses. Of a void claim nothing was looked up."""
    voids = result.superseded.filter(pc.equal(result.superseded["superseded"], VOID))["claim_key"]
    engine.register("people_given", pa.table({"claim_key": result.claims["claim_key"], "person": patients}))
    for name, table in (("line", result.lines), ("diagnosis", result.diagnoses)):
        chosen = table.select(["claim_key", "code", *(["date_from"] if name == "line" else [])])
        engine.register(f"{name}_given", chosen.filter(pc.invert(pc.is_in(chosen["claim_key"], voids))))
    return engine.query(
        """SELECT 'procedure' AS kind, code, date_from AS "on", person, count(*) AS lines
           FROM line_given JOIN people_given USING (claim_key) GROUP BY ALL
           UNION ALL
           SELECT 'diagnosis', code, NULL, person, count(*) FROM diagnosis_given JOIN people_given USING (claim_key) GROUP BY ALL
        """
    )


def _ordered(table: pa.Table) -> pa.Table:
    names = ("kind", "code", "on", "person") if "kind" in table.column_names else ("file", "row", "group", "person")
    return table.sort_by([(name, "ascending") for name in names])
