"""Read claims from CSV in any of its dialects: where the header is, what separates the cells, rows that are not even."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.batch import Batch
from sightline.claims.lines_of_text import CHUNK, LinesOfText, head_of_text
from sightline.claims.rows.asides import FOOTER, IDENTITY, RULE, SENTENCE, TOTALS, is_rule, is_total
from sightline.claims.rows.guess import PROCEDURE, looks_like_header
from sightline.claims.rows.layout import known, placed
from sightline.claims.rows.reading import NEEDED, Names, Reading, columns_named, lacking

DELIMITERS = (",", "\t", ";", "|")
TITLES = 20  # lines above a header that are looked through
UNEVEN = "the row ends {} cells before the header does: they were taken as blank"
TEXT = pa.string()


def header_at(lines: list[str], mapping: Names | None = None) -> tuple[int, str]:
    """Which of the first lines of a text (without blank ones) is the header of a table of claims, and its delimiter; ""
    when none is. The first line may lack what claims need, where no other has all of it: a mapping may say what is meant."""
    mapped = set((mapping or {}).values())
    first = ""
    for at, line in enumerate(lines[:TITLES]):
        best, most = "", 1
        for delimiter in DELIMITERS:
            names = header(line, delimiter)
            found = {known(name) or name for name in names if known(name) or name in mapped}
            if len(names) > 1 and len(found) > most:
                best, most = delimiter, len(found)
                whole = len(placed(names, dict(mapping or {}))[0].keys() & {*NEEDED, "claim_key"}) > 1
        if best and whole:
            return at, best
        first = first or (best if not at else "")
    return 0, first


def delimiter_of(head: bytes, mapping: Names | None = None) -> str:
    """The delimiter of a CSV file of claims that starts with `head`, or "" when it has no such header."""
    return header_at(_lines(head_of_text(head)), mapping)[1]


def _lines(text: str) -> list[str]:
    return [line for line in re.split(r"\r\n|\r|\n", text) if line.strip()]


def not_a_header(head: bytes) -> str:
    """What keeps the first line of a text, cells like the line after it, from being the header of a table of claims; ""
    for a text that is no table.

    The names are shown only where one of them is known, or where they are like names and the line below is like values:
    the first line of a file without a header is a patient's.
    """
    lines = _lines(head_of_text(head))[:2]
    for delimiter in DELIMITERS:
        cut = [header(line, delimiter) for line in lines]
        if cut and len(cut[0]) > 1 and len(cut[0]) == len(cut[-1]):
            where, rest = placed(cut[0], {})
            if where or looks_like_header(cut[0], cut[-1]):
                return lacking(where, columns_named(cut[0]), rest) or "its columns say too little of what they hold"
            return lacking({}, "its first line holds no name of a column that is known")
    return ""


def header(line: str, delimiter: str) -> list[str]:
    """The names in the first line of a CSV file."""
    return [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]


def read_csv(
    source: BinaryIO, name: str, *, first_claim_key: int = 1, block_size: int = 1 << 22, columns: Names | None = None
) -> Iterator[Batch]:
    """Stream the claims of a CSV file. The first line is row 1; blank rows and titles count and are passed over.

    `columns` maps documented names to the file's. Delimiter (comma, tab, semicolon, bar) and encoding (UTF-8, UTF-16,
    else Windows-1252) are recognized by the content. `block_size` is in bytes.
    """
    stream = LinesOfText(source)
    titles, delimiter = header_at(_lines(stream.head()), columns)
    names = header(stream.first_line(titles), delimiter or ",")
    reading = Reading(name, first_claim_key, names, columns or {})
    if titles:
        reading.flat.note("{} above the header: passed over", 0, f"{titles} lines" if titles > 1 else "1 line")
    rows = Rows(stream, delimiter or ",", names, reading, max(block_size, 1 << 22))
    yield from reading.batches(rows.blocks(), rows.lost, lambda: stream.taken)


class Rows:
    """The rows of a CSV file below its header, also those with more or fewer cells than it."""

    def __init__(
        self, stream: LinesOfText, delimiter: str, names: list[str], reading: Reading, block_size: int
    ) -> None:
        self.stream = stream
        self.delimiter = delimiter
        self.reading = reading
        self.block_size = block_size
        first = next(iter(_lines(stream.head())), "")
        cells = header(first, delimiter)
        #: Cells in each row: those that all rows have beyond the header's have no name, and must be blank.
        self.width = len(cells) if len(cells) > len(names) and not any(cells[len(names) :]) else len(names)
        self.named = len(names)
        self._uneven: set[int] = set()
        self._repaired: dict[int, list[str]] = {}
        self._wrong: list[tuple[int, str]] = []

    def blocks(self) -> Iterator[tuple[list[pa.Array], pa.Array]]:
        """Columns of texts and the numbers of their rows."""
        import pyarrow.csv as arrow_csv

        if self.stream.at_end():
            self.reading.flat.note("no row follows the header", 0)
            return
        ends = arrow_csv.open_csv(
            io.BufferedReader(self.stream, CHUNK),  # which fills a whole block
            read_options=arrow_csv.ReadOptions(
                use_threads=False, block_size=self.block_size, column_names=[f"{k}" for k in range(self.width)]
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=self.delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=self._odd,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={f"{k}": TEXT for k in range(self.width)}, strings_can_be_null=False
            ),
        )
        at = 2 + self.stream.before
        for batch in ends:
            numbers: list[int] = []
            for row in range(at, at + batch.num_rows + len(self._uneven)):
                if len(numbers) == batch.num_rows:
                    break
                if row not in self._uneven:
                    numbers.append(row)
            at = numbers[-1] + 1 if numbers else at
            yield self._even(batch.columns, numbers)
        if self._repaired:
            yield self._even([pa.array([], TEXT)] * self.width, [])

    def _even(self, columns: list[pa.Array], numbers: list[int]) -> tuple[list[pa.Array], pa.Array]:
        """A batch with the uneven rows of its place in theirs, and without the columns that have no name."""
        if self.width > self.named:
            columns = self._without_more(columns, numbers) if numbers else columns[: self.named]
        rows = pa.array(numbers, pa.int64())
        mine = [row for row in self._repaired if not numbers or row < numbers[-1]]
        if not mine:
            return columns, rows
        cells = [self._repaired.pop(row) for row in mine]
        rows = pa.concat_arrays([rows, pa.array(mine, pa.int64())])
        order = pc.sort_indices(rows)
        columns = [
            pa.concat_arrays([column, pa.array(each, TEXT)])
            for column, each in zip(columns, zip(*cells, strict=True), strict=True)
        ]
        return [column.take(order) for column in columns], rows.take(order)

    def _without_more(self, columns: list[pa.Array], numbers: list[int]) -> list[pa.Array]:
        """The columns that have a name; a row with something beyond them is rejected, and blank here."""
        more = pc.not_equal(pc.binary_join_element_wise(*columns[self.named :], "", ""), "")
        kept = columns[: self.named]
        if pc.any(more).as_py():
            self._wrong += [
                (numbers[k], f"the header has {self.named} cells, this row more")
                for k in pc.indices_nonzero(more).to_pylist()
            ]
            kept = [pc.if_else(more, "", column) for column in kept]
        return kept

    def _odd(self, row: Any) -> str:
        """Keep a row that Arrow passes over: read where only blank cells are missing or too many."""
        number = row.number + 1 + self.stream.before
        self._uneven.add(number)
        try:
            cells = next(csv.reader([row.text], delimiter=self.delimiter), [])
        except csv.Error:
            cells = []
        where = self.reading.where
        needed = max((where[name] for name in (*NEEDED, "claim_key") if name in where), default=0)
        cells = [cell.strip() for cell in cells]
        mine = {name: cells[at] for name, at in where.items() if at < len(cells)}
        if not PROCEDURE.fullmatch(mine.get("code", "").upper()) and is_total(mine, cells):
            self.reading.flat.note(TOTALS, number)
        elif is_rule([mine[name] for name in IDENTITY if name in mine], cells):
            self.reading.flat.note(RULE, number)
        elif len(cells) == 1 and re.search(SENTENCE, cells[0]):
            self.reading.flat.note(FOOTER, number)
        elif len(cells) >= self.named and not any(cells[self.named :]):
            self._repaired[number] = cells[: self.named]
        elif needed < len(cells) < self.named:
            self.reading.flat.note(UNEVEN, number, self.named - len(cells))
            self._repaired[number] = cells + [""] * (self.named - len(cells))
        else:
            self._wrong.append((number, f"the header has {self.named} cells, this row {row.actual_columns}"))
        return "skip"

    def lost(self) -> Iterator[tuple[int, str]]:
        """The rows that could not be read, and why."""
        yield from sorted(self._wrong)
