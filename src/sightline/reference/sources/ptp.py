"""NCCI procedure-to-procedure (PTP) edits for practitioners: CMS's tab-delimited text and xlsx, and a Parquet copy.

CMS publishes each quarter in numbered parts (f1, f2 ...), each a zip of one table as text and as workbook, sorted by
column 1. All parts of a quarter are given in one call and make one release. Its columns: column 1, column 2, in
existence before 1996 (*), effective date, deletion date (* = none), modifier indicator (0, 1, 9), rationale. The
Parquet copy lacks effective dates: its rows begin at 1900-01-01 and its release says that the starts are unknown.

CMS's category of rationale is kept as a short key of our own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import PurePosixPath

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from sightline.reference.period import Period, quarter, told_month
from sightline.reference.published import Published
from sightline.reference.release import BEGINNING, FOREVER, ReferenceDataError
from sightline.reference.sources.loaded import Loaded, day, day_after, odd, procedure, slug
from sightline.reference.tables import KINDS
from sightline.tables import with_column

KIND = "ptp"
PUBLISHER = "CMS"
ADDRESS = (
    "https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/"
    "medicare-ncci-procedure-procedure-ptp-edits"
)
PARSER = "ptp/2"
STARTS = date(1996, 1, 1)  # NCCI began

_COLUMNS = ("column_1", "column_2", "before_1996", "effective", "deletion", "indicator", "rationale")
_PARQUET_TEXTS = {
    "column_1": "column_1",
    "column_2": "column_2",
    "modifier_indicator": "indicator",
    "rationale": "rationale",
}
_PARQUET = {*_PARQUET_TEXTS, "deletion_date"}
_LINE = re.compile(r"[0-9A-Z]{5}\t[0-9A-Z]{5}\t[* ]*\t\d{8}\t(\d{8}|\*| *)\t[019](\t.*)?")
_PAIR = re.compile(r"[0-9A-Z]{5}\t[0-9A-Z]{5}\t.*")  # where the pairs begin, whatever is wrong with the first
_HOSPITAL = re.compile(r"ccioph|(?<![a-z])(oph|outpatient|hospital|opps)(?![a-z])")
_PART = re.compile(r"[-_ ]f(\d)(?!\d)")

# CMS's category, as a slug, to our key; one that is not here is kept as its slug.
RATIONALES = {
    "cpt-manual-or-cms-manual-coding-instruction": "coding-instruction",
    "mutually-exclusive-procedures": "mutually-exclusive",
    "misuse-of-column-two-code-with-column-one-code": "column-two-misuse",
    "standards-of-medical-surgical-practice": "standard-of-practice",
    "hcpcs-cpt-procedure-code-definition": "code-definition",
    "cpt-separate-procedure-definition": "separate-procedure",
    "more-extensive-procedure": "more-extensive",
    "anesthesia-service-included-in-surgical-procedure": "anesthesia-included",
    "standard-preparation-monitoring-services-for-anesthesia": "anesthesia-standard",
    "sequential-procedure": "sequential",
    "gender-specific-procedures": "gender-specific",
    "laboratory-panel": "laboratory-panel",
}


def recognise(file: Published) -> bool:
    """Whether the file holds pairs in CMS's layout or in the Parquet copy's."""
    if file.data.startswith(b"PAR1"):
        return _parquet_names(file) >= _PARQUET
    if file.is_spreadsheet:
        return any("in existence" in cell.lower() for _, cells in file.top for cell in cells)
    return any(_LINE.fullmatch(line) for line in file.head.splitlines()[:40])


def read(file: Published, period: str | None) -> Loaded:
    """Read one part or the whole of a quarter; raises ReferenceDataError for hospital edits."""
    names = [name.lower() for name in file.names]
    if any(_HOSPITAL.search(name) for name in names):
        raise ReferenceDataError("edits for outpatient hospitals; professional claims need the practitioner PTP edits.")
    when = quarter(told_month(names, period))
    if file.data.startswith(b"PAR1"):
        table = _from_parquet(file)
    else:
        table = _assembled(_sheet(file) if file.is_spreadsheet else _text(file))
    part = part_of(*names)
    table = with_column(table, "part", pa.repeat(pa.scalar(part, pa.int8()), len(table)))
    return _loaded(table, when, starts_known=not file.data.startswith(b"PAR1"), part=part)


def merged(parts: list[Loaded]) -> Loaded:
    """The parts of one quarter as one release; raises ReferenceDataError when one is missing."""
    numbers = sorted(part.part for part in parts)
    if numbers[0]:
        _all_there(parts, numbers)
    if len(parts) == 1:
        return parts[0]
    table = pa.concat_tables([part.table for part in sorted(parts, key=lambda part: part.part)])
    if not _ordered(table):
        table = table.sort_by([(name, "ascending") for name in KINDS[KIND].key])
    first = parts[0]
    when = Period(first.name, first.period_from, first.period_to)
    return _loaded(table, when, starts_known=all(part.starts_known for part in parts), part=0)


def _all_there(parts: list[Loaded], numbers: list[int]) -> None:
    """Parts are sorted by column 1: the first begins with a digit's code and the last with letters (HCPCS level II)."""
    missing = sorted(set(range(1, numbers[-1] + 1)) - set(numbers))
    if not missing and max(part.table["column_1"][-1].as_py() for part in parts) < "A":
        missing = [numbers[-1] + 1]
    if missing:
        named = ", ".join(f"f{number}" for number in missing)
        raise ReferenceDataError(f"part {named} of {parts[0].name} is missing: give all parts of a quarter together.")


def _loaded(table: pa.Table, when: Period, *, starts_known: bool, part: int) -> Loaded:
    _no_conflict(table)
    title = f"NCCI PTP edits, practitioner, {when.name[:4]} Q{when.name[-1]}"
    return Loaded(KIND, when.name, title, STARTS, when.end, table, starts_known, part)


def part_of(*names: str) -> int:
    """The number of the part that the first telling name tells (f1, f2 ...); 0 = whole."""
    for name in names:
        if match := _PART.search(name.lower()):
            return int(match[1])
    return 0


def quarter_of(name: str) -> str:
    """What the names of all parts of a quarter have in common: without ending and number."""
    return _PART.sub("", PurePosixPath(name.lower()).stem)


def _parquet_names(file: Published) -> set[str]:
    try:
        return set(pq.read_schema(pa.BufferReader(file.data)).names)
    except (pa.ArrowException, OSError, ValueError):
        return set()


def _from_parquet(file: Published) -> pa.Table:
    try:
        table = pq.read_table(pa.BufferReader(file.data), columns=sorted(_PARQUET))
        texts = {name: table[name].cast(pa.string()) for name in _PARQUET_TEXTS}
        last = table["deletion_date"].cast(pa.date32())
        pa.table({**texts, "last": last}).validate(full=True)
        pc.min_max(last).as_py()  # a date that Python has
    except (pa.ArrowException, OSError, ValueError, OverflowError) as reason:
        raise ReferenceDataError(f"a damaged Parquet file ({str(reason).splitlines()[0]}).") from None
    lacking = next((name for name in texts if texts[name].null_count), None)
    if lacking:
        raise odd(pc.index(pc.is_null(texts[lacking]), True).as_py() + 1, f"no {lacking}")
    rows = table.num_rows
    ends = pc.add(last.cast(pa.int32()), pa.scalar(1, pa.int32())).cast(pa.date32())
    return _assembled(
        pa.table(
            {
                **{ours: texts[theirs].dictionary_encode() for theirs, ours in _PARQUET_TEXTS.items()},
                "effective_from": pa.repeat(pa.scalar(BEGINNING, pa.date32()), rows),
                "effective_to": pc.fill_null(ends, pa.scalar(FOREVER, pa.date32())),
                "source_row": pa.array(range(1, rows + 1), pa.int32()),
            }
        )
    )


def _text(file: Published) -> pa.Table:
    head = file.head.splitlines()
    above = next(index for index, line in enumerate(head) if _PAIR.fullmatch(line))
    columns = _COLUMNS[: head[above].count("\t") + 1]
    as_codes = pa.dictionary(pa.int32(), pa.string())
    try:
        table = pacsv.read_csv(
            pa.BufferReader(file.data),
            pacsv.ReadOptions(column_names=columns, skip_rows=above, block_size=1 << 24),
            pacsv.ParseOptions(delimiter="\t", quote_char=False),
            pacsv.ConvertOptions(column_types=dict.fromkeys(columns, as_codes), strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        raise _odd_line(file, above, len(columns)) from None
    if table.num_rows != file.data.rstrip().count(b"\n") + 1 - above:
        raise _odd_line(file, above, len(columns))
    return _dated(table, above)


def _odd_line(file: Published, above: int, columns: int) -> ReferenceDataError:
    for number, line in file.lines():
        if number > above and line.count("\t") + 1 != columns:
            has = f"line {number:,} has {line.count(chr(9)) + 1} columns; the others have {columns}"
            return ReferenceDataError(f"not a layout I know ({has}).")
    return ReferenceDataError("not readable as tab-delimited text.")


def _sheet(file: Published) -> pa.Table:
    rows = [(number, (*cells[:7], *[""] * (7 - len(cells)))) for number, cells in file.rows()]
    first = next((i for i, (_, cells) in enumerate(rows) if _PAIR.fullmatch("\t".join(cells))), None)
    if first is None:
        raise ReferenceDataError("no pairs under its headings.")
    rows = rows[first:]
    columns = {name: pa.array([cells[i] for _, cells in rows]).dictionary_encode() for i, name in enumerate(_COLUMNS)}
    return _dated(pa.table(columns), rows[0][0] - 1)


def _dated(table: pa.Table, above: int) -> pa.Table:
    """CMS's columns with the dates read and each row's number."""
    table = table.unify_dictionaries().combine_chunks()
    rows = pa.array(range(above + 1, above + 1 + table.num_rows), pa.int32())
    if "rationale" not in table.column_names:
        table = table.append_column("rationale", pa.array([""] * table.num_rows).dictionary_encode())
    return pa.table(
        {
            **{name: table[name] for name in ("column_1", "column_2", "indicator", "rationale")},
            "effective_from": _mapped(table["effective"], day, pa.date32(), rows),
            "effective_to": _mapped(table["deletion"], _end, pa.date32(), rows),
            "source_row": rows,
        }
    )


def _mapped(
    column: pa.ChunkedArray, convert: Callable[[str, int], object], kind: pa.DataType, rows: pa.Array
) -> pa.Array:
    """Each distinct text of the column converted once; `convert` gets the text and the number of its first row."""
    codes = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(codes, pa.ChunkedArray):  # no rows at all
        return pa.array([], kind)
    values = []
    for place, text in enumerate(codes.dictionary.to_pylist()):
        try:
            values.append(convert(text, 0))
        except ReferenceDataError:
            at = pc.index(codes.indices, place).as_py()
            values.append(convert(text, rows[at].as_py()))
    return pa.array(values, kind).take(codes.indices)


def _assembled(table: pa.Table) -> pa.Table:
    """The table in the schema of `ptp`, sorted by its key."""
    table = table.unify_dictionaries().combine_chunks()
    if table.num_rows == 0:
        raise ReferenceDataError("no pairs.")
    rows = table["source_row"].combine_chunks()
    columns: dict[str, pa.Array] = {
        "column_1": _mapped(table["column_1"], procedure, pa.string(), rows),
        "column_2": _mapped(table["column_2"], procedure, pa.string(), rows),
        "indicator": _mapped(table["indicator"], _indicator, pa.string(), rows),
        "rationale": _mapped(table["rationale"], _rationale, pa.string(), rows),
    }
    columns |= {name: table[name] for name in ("effective_from", "effective_to", "source_row")}
    columns["part"] = pa.repeat(pa.scalar(0, pa.int8()), table.num_rows)
    done = pa.table({name: columns[name] for name in KINDS[KIND].schema.names}).cast(KINDS[KIND].schema)
    if _ordered(done):
        return done
    # Ranks of codes sort many times faster than their texts.
    ranks = pa.table(
        {
            "pair": pc.add(pc.multiply(_ranks(table["column_1"]), 1 << 24), _ranks(table["column_2"])),
            **{name: done[name] for name in ("effective_from", "effective_to", "source_row")},
        }
    )
    return done.take(pc.sort_indices(ranks, [(name, "ascending") for name in ranks.column_names]))


def _end(text: str, row: int) -> date:
    return day_after(text.strip(), row)


def _rationale(text: str, row: int) -> str:
    key = slug(text)
    return RATIONALES.get(key, key)


def _indicator(text: str, row: int) -> str:
    if text not in {"0", "1", "9"}:
        raise odd(row, f"{text!r} is no modifier indicator")
    return text


def _ranks(column: pa.ChunkedArray) -> pa.Array:
    codes = column.combine_chunks()
    ranks = {text: rank for rank, text in enumerate(sorted(codes.dictionary.to_pylist()))}
    return pa.array([ranks[text] for text in codes.dictionary.to_pylist()], pa.int64()).take(codes.indices)


def _ordered(table: pa.Table) -> bool:
    """Whether the rows are in the order of the key."""
    wrong, tied = None, None  # per row: it stands after the next; it equals it as far as compared
    for name in KINDS[KIND].key:
        column = table[name].combine_chunks()
        here, after = column.slice(0, len(column) - 1), column.slice(1)
        later, same = pc.greater(here, after), pc.equal(here, after)
        wrong = later if tied is None else pc.or_(wrong, pc.and_(tied, later))
        tied = same if tied is None else pc.and_(tied, same)
        if pc.any(wrong).as_py():
            return False
    return True


def _no_conflict(table: pa.Table) -> None:
    """CMS repeats a pair of the same dates under two rationales; under two indicators it would contradict itself."""
    same = None
    for name in KINDS[KIND].key:
        column = table[name].combine_chunks()
        equal = pc.equal(column.slice(0, len(column) - 1), column.slice(1))
        same = equal if same is None else pc.and_(same, equal)
    indicator = table["indicator"].combine_chunks()
    other = pc.not_equal(indicator.slice(0, len(indicator) - 1), indicator.slice(1))
    place = pc.index(pc.and_(same, other), True).as_py()
    if place >= 0:
        a, b = table.slice(place, 2).to_pylist()
        raise ReferenceDataError(
            f"rows {a['source_row']:,} and {b['source_row']:,} give {a['column_1']} / {a['column_2']} "
            "two indicators for the same dates."
        )
