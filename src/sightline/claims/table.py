"""Read claims from tables: CSV in any of its dialects, Parquet, and Arrow, pandas or Polars tables.

One row per service line, in the columns of `layout`; other names by synonyms or by the user's own mapping. Every cell
is taken as text and read exactly (see `cells`); a bad one is null with an issue, a row without a code or a claim id is
rejected with its number.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from . import schema
from .batch import Batch, ClaimsError, Counts
from .block import Block
from .cells import cells, texts
from .columns import constant
from .flat import Flat
from .layout import BY_NAME, known, placed
from .lines_of_text import CHUNK, LinesOfText, head_of_text

ROWS = 65_536  # rows that are read at a time
DELIMITERS = (",", "\t", ";", "|")
NEEDED = ("claim_id", "code")
#: What Arrow raises for a file that is damaged; ValueError is of names and texts that are no UTF-8 and impossible dates.
DAMAGED = (pa.ArrowException, OSError, ValueError, OverflowError)

Names = Mapping[str, str]  # documented names to the user's


def delimiter_of(head: bytes, mapping: Names | None = None) -> str:
    """The delimiter of a CSV file of claims that starts with `head`, or "" when its first line is no such header."""
    line = next((each for each in head_of_text(head).splitlines() if each.strip()), "")
    mapped = set((mapping or {}).values())
    best, most = "", 1
    for delimiter in DELIMITERS:
        names = header(line, delimiter)
        found = sum(1 for name in names if known(name) or name in mapped)
        if len(names) > 1 and found > most:
            best, most = delimiter, found
    return best


def header(line: str, delimiter: str) -> list[str]:
    """The names in the first line of a CSV file."""
    return [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]


def read_csv(
    source: BinaryIO, name: str, *, first_claim_key: int = 1, block_size: int = 1 << 22, columns: Names | None = None
) -> Iterator[Batch]:
    """Stream the claims of a CSV file. The header is row 1; blank rows count and are passed over.

    `columns` maps documented names to the file's. Delimiter (comma, tab, semicolon, bar) and encoding (UTF-8, UTF-16,
    else Windows-1252) are told by the content. `block_size` is in bytes.
    """
    import pyarrow.csv as arrow_csv

    stream = LinesOfText(source)
    head = stream.first_line()
    delimiter = delimiter_of(head.encode(), columns) or ","
    names = header(head, delimiter)
    reading = Reading(name, first_claim_key, names, columns or {})
    skipped: dict[int, int] = {}

    def skip(row: Any) -> str:
        skipped[row.number] = row.actual_columns
        return "skip"

    def blocks() -> Iterator[tuple[list[pa.Array], pa.Array]]:
        at = 2 + stream.blank
        if stream.at_end():
            reading.flat.note("no row follows the header", 0)
            return
        ends = arrow_csv.open_csv(
            io.BufferedReader(stream, CHUNK),  # which fills a whole block
            read_options=arrow_csv.ReadOptions(
                use_threads=False, block_size=max(block_size, 1 << 22), column_names=[f"{k}" for k in range(len(names))]
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=skip
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={f"{k}": pa.string() for k in range(len(names))}, strings_can_be_null=False
            ),
        )
        for batch in ends:
            numbers: list[int] = []
            for row in range(at, at + batch.num_rows + len(skipped)):
                if len(numbers) == batch.num_rows:
                    break
                if row - 1 - stream.blank not in skipped:
                    numbers.append(row)
            at = numbers[-1] + 1 if numbers else at
            yield batch.columns, pa.array(numbers, pa.int64())

    def lost() -> Iterator[tuple[int, str]]:
        for row, found in sorted(skipped.items()):
            yield row + 1 + stream.blank, f"the header has {len(names)} cells, this row {found}"

    yield from reading.batches(blocks(), lost, lambda: stream.taken)


def read_parquet(
    source: BinaryIO, name: str, *, first_claim_key: int = 1, block_size: int = 0, columns: Names | None = None
) -> Iterator[Batch]:
    """Stream the claims of a Parquet file (a seekable stream). The first row is row 1."""
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(source)
        names = file.schema_arrow.names
    except DAMAGED as error:
        reading = Reading(name, first_claim_key, [], {})
        yield reading.stopped(f"not a Parquet file that can be read: {_first_line(error)}")
        return
    reading = Reading(name, first_claim_key, names, columns or {})
    wanted = [names[at] for at in sorted(set(reading.where.values()))]
    reading.where = {target: wanted.index(names[at]) for target, at in reading.where.items()}
    batches = file.iter_batches(ROWS, columns=wanted, use_threads=False)
    yield from reading.batches(_numbered([_utf_8(column) for column in batch.columns] for batch in batches))


def read_table(
    table: Any, name: str = "table", *, first_claim_key: int = 1, columns: Names | None = None
) -> Iterator[Batch]:
    """Stream the claims of an Arrow, pandas or Polars table, or of a list of dicts; `name` is what origins show.

    The first row is row 1. Raises ClaimsError when it is none of these.
    """
    arrow = as_arrow(table)
    reading = Reading(name, first_claim_key, arrow.column_names, columns or {})
    batches = ([*each.columns] for each in arrow.to_batches(max_chunksize=ROWS))
    yield from reading.batches(_numbered(batches))


def as_arrow(table: Any) -> pa.Table:
    """The Arrow table of a table of any kind. Raises ClaimsError."""
    if isinstance(table, pa.Table):
        return table
    if isinstance(table, pa.RecordBatch):
        return pa.Table.from_batches([table])
    if isinstance(table, (list, tuple)) and all(isinstance(row, Mapping) for row in table):
        names = list(dict.fromkeys(str(name) for row in table for name in row))
        return pa.table({name: [_cell(row.get(name)) for row in table] for name in names})
    try:
        if hasattr(table, "__dataframe__") and type(table).__module__.startswith("pandas"):
            return pa.Table.from_pandas(table, preserve_index=False)
        if hasattr(table, "__arrow_c_stream__"):
            return pa.table(table)
    except (pa.ArrowException, TypeError, ValueError):
        return pa.table({str(name): [_cell(value) for value in table[name]] for name in table.columns})
    raise ClaimsError(
        "claims come as files, as Arrow, pandas or Polars tables, or as a list of dicts, one for each line"
    )


def is_table(given: Any) -> bool:
    """Whether `given` is a table of lines and not a path or a list of paths."""
    if isinstance(given, (list, tuple)):
        return bool(given) and all(isinstance(row, Mapping) for row in given)
    return (
        isinstance(given, (pa.Table, pa.RecordBatch))
        or hasattr(given, "__arrow_c_stream__")
        or (type(given).__module__.startswith("pandas") and hasattr(given, "columns"))
    )


def _cell(value: Any) -> str | None:
    """A Python value as a cell: what it would be in a CSV file."""
    if value is None or value != value:
        return None
    if isinstance(value, float):
        return str(texts(pa.array([value]))[0])
    if isinstance(value, (list, tuple)):
        return " ".join(str(each) for each in value) if all(isinstance(each, str) for each in value) else None
    return str(value)


def _utf_8(column: pa.Array) -> pa.Array:
    """The column; one of texts that are no UTF-8 as bytes, whose readable part is then read."""
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        return column.cast(pa.binary()) if pa.types.is_string(column.type) else column
    return column


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]


def _numbered(batches: Iterable[list[pa.Array]]) -> Iterator[tuple[list[pa.Array], pa.Array]]:
    at = 1
    for columns in batches:
        count = len(columns[0]) if columns else 0
        yield columns, pa.array(range(at, at + count), pa.int64())
        at += count


class Reading:
    """A table on its way to batches."""

    def __init__(self, name: str, first_claim_key: int, names: list[str], mapping: Names) -> None:
        self.flat = Flat(name, first_claim_key)
        self.names = names
        self.where, self.unused = placed(names, dict(mapping))
        self.mapping = dict(mapping)

    def stopped(self, why: str) -> Batch:
        """The only batch of a table that cannot be read."""
        self.flat.note("{}", 0, why)
        return self.flat.finish(Counts())

    def batches(
        self,
        blocks: Iterator[tuple[list[pa.Array], pa.Array]],
        lost: Any = lambda: (),
        taken: Any = lambda: 0,
    ) -> Iterator[Batch]:
        """Read blocks of columns with the numbers of their rows; `lost` are rows that could not be cut into cells."""
        missing = self.missing()
        if missing:
            yield self.stopped(missing)
            return
        if self.unused:
            self.flat.note("columns that are not used: {}", 0, ", ".join(name or "(no name)" for name in self.unused))
        before = 0
        try:
            for block in whole_claims(self.block(*each) for each in blocks):
                if not len(block):
                    continue
                bytes_ = taken()
                yield self.flat.add(block, Counts(bytes=bytes_ - before, segments=len(block)))
                before = bytes_
        except DAMAGED as error:
            self.flat.note("reading stopped here, and what follows was not read: {}", 0, _first_line(error))
        rejected = 0
        for row, why in lost():
            self.flat.reject("line", "", why, row)
            rejected += 1
        rest = Counts(rejected_lines=rejected, lines_in_file=rejected, bytes=taken() - before)
        yield self.flat.finish(rest)

    def missing(self) -> str:
        """What keeps the table from being one of claims, or ""."""
        wrong = [theirs for target, theirs in self.mapping.items() if target not in self.where]
        if wrong:
            return f"the table has no column {', '.join(repr(each) for each in wrong)}, which the mapping names"
        have = {*self.where, *(["claim_id"] if "claim_key" in self.where else [])}
        lacking = [name for name in NEEDED if name not in have]
        if not lacking:
            return ""
        return (
            f"a table without a column for {' and '.join(lacking)}; its columns are {', '.join(self.names[:20])}"
            f"{', …' if len(self.names) > 20 else ''}; say which is which with --map (sightline template map)"
        )

    def block(self, columns: list[pa.Array], rows: pa.Array) -> Block:
        """Columns of the table as a block of texts, without the rows that are blank; `rows` are their numbers."""
        found = {target: cells(columns[at], cell_type(target)) for target, at in self.where.items()}
        group = found.get("claim_key", found.get("claim_id"))
        if "claim_key" not in found:
            # A spreadsheet may have taken the leading zero of a place of service.
            for name in ("place_of_service", "claim_place_of_service"):
                if name in found:
                    found[name] = pc.replace_substring_regex(found[name], "^([0-9])$", "0\\1")
        block = Block(found, group, rows, constant(0, len(rows), pa.int64()))
        anything = None
        for name in ("claim_id", "claim_key", "code", "line_no", "charge", "date_from"):
            if name in found:
                said = pc.not_equal(found[name], "")
                anything = said if anything is None else pc.or_(anything, said)
        if anything is None or pc.all(anything).as_py() is not False:
            return block
        for values in (each for each in found.values() if pa.types.is_string(each.type)):
            anything = pc.or_(anything, pc.not_equal(values, ""))
        return block.take(pc.indices_nonzero(anything))


def cell_type(name: str) -> pa.DataType:
    """The type of a documented column in the schema; a text where it has none of its own."""
    column = BY_NAME[name]
    if not column.field:
        return pa.string()
    return (schema.CLAIM if column.of == "claim" else schema.LINE).field(column.field).type


def whole_claims(blocks: Iterable[Block]) -> Iterator[Block]:
    """The same rows in blocks that do not cut a claim whose rows stand together."""
    kept: Block | None = None
    for given in blocks:
        block = given if kept is None else _joined(kept, given)
        kept = None
        if not len(block):
            continue
        same = pc.equal(block.group, block.group[-1])
        others = pc.indices_nonzero(pc.invert(same))
        cut = others[-1].as_py() + 1 if len(others) else 0
        if not cut:
            yield block
            continue
        yield block.take(pa.array(range(cut), pa.int64()))
        kept = block.take(pa.array(range(cut, len(block)), pa.int64()))
    if kept is not None:
        yield kept


def _joined(one: Block, two: Block) -> Block:
    return Block(
        {name: pa.concat_arrays([values, two.columns[name]]) for name, values in one.columns.items()},
        pa.concat_arrays([one.group, two.group]),
        pa.concat_arrays([one.rows, two.rows]),
        pa.concat_arrays([one.bytes, two.bytes]),
    )
