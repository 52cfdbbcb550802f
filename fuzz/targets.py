"""What is fuzzed: each reader of other people's bytes, as a function of the bytes.

A target returns quietly or raises what its readers promise for bad input (SightlineError); anything else is a defect.
Every claim of the input must be accounted for, and what is read in small pieces must be what is read at once.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import pyarrow as pa

from sightline.claims import Counts, read_837p, read_stream, reader_for, values
from sightline.claims.files import reason
from sightline.claims.json.cms1500 import read_cms1500
from sightline.claims.json.fhir.claim import read_fhir
from sightline.claims.lines_of_text import head_of_text
from sightline.claims.rows import cells
from sightline.claims.rows.delimited import read_csv
from sightline.claims.rows.table import read_parquet
from sightline.claims.x12 import reader as x12_837
from sightline.claims.x12 import segments as x12_segments
from sightline.claims.x12.rewrite import LineChange, locate, require_837p, write
from sightline.claims.x12.values import procedure, service
from sightline.errors import SightlineError
from sightline.rates import sources
from sightline.rates import values as rates
from sightline.rates.add import Selection, kind_of
from sightline.rates.add import add_files as add_rates
from sightline.rates.contents import in_network_files
from sightline.rates.hospital import read as hospital
from sightline.rates.in_network import InNetwork
from sightline.rates.scan import DamagedError, Scan
from sightline.rates.store import Store
from sightline.rates.window import Window
from sightline.reference.add import add_files
from sightline.remits import x12_835
from sightline.remits.x12_835 import read_835
from sightline.reports.readers.files import documents_in
from sightline.safe_fixes import fix

Target = Callable[[bytes], None]
_MEMORY = Path("/dev/shm")  # files that are written again and again; on Linux they never reach a disk
_SCRATCH = tempfile.TemporaryDirectory(prefix="sightline-fuzz-", dir=_MEMORY if _MEMORY.is_dir() else None)
FOLDER = Path(_SCRATCH.name)
HEAD = 500  # of 64 KiB, so that small inputs too are read in pieces
PERIODS = ("2026-04", "2026q2")


class Pieces(io.RawIOBase):
    """The bytes in pieces of a size that depends on them."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data, self._at, self.size = data, 0, 1 + sum(data[-3:]) % 97

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As io.RawIOBase."""
        view = memoryview(buffer).cast("B")
        piece = self._data[self._at : self._at + min(self.size, len(view))]
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


# claims and remittances


def _claims(reader: Callable[..., Any]) -> Target:
    """Read as a user does, to Arrow; one input of eight in pieces too."""

    def target(data: bytes) -> None:
        whole = _read(reader, io.BytesIO(data))
        if len(data) % 8 == 0 and reader is not read_parquet:
            _same(whole, _read(reader, io.BufferedReader(Pieces(data), 64)))

    return target


def _read(reader: Callable[..., Any], source: Any) -> list[pa.Table]:
    batches = list(reader(source, "fuzz"))
    counts = sum((batch.counts for batch in batches), Counts())
    counts.check("fuzz")
    tables = [pa.Table.from_batches([getattr(batch, name) for batch in batches]) for name in ("claims", "lines")]
    assert counts.claims == len(tables[0]), "claims counted are not the claims handed on"
    assert counts.lines == len(tables[1]) or reader is not read_837p, "lines counted are not the lines handed on"
    return tables


def _same(one: Any, other: Any) -> None:
    assert one == other, "in small pieces it reads differently"


def _pieces(read: Callable[[Any, int], Any]) -> Target:
    """Read to rows, without Arrow, at once and in small pieces."""

    def target(data: bytes) -> None:
        before = x12_segments.HEAD
        x12_segments.HEAD = HEAD
        try:
            source = Pieces(data)
            _same(read(io.BytesIO(data), 1 << 18), read(source, source.size))
        finally:
            x12_segments.HEAD = before

    return target


def _rows_837p(source: Any, block: int) -> Any:
    reader = x12_837.Reader(source, "fuzz", 1, block)
    for run in reader.segments:
        reader.take(run)
    reader.close(Counts())
    reader.tally.bytes = 0  # of a file that is none only the head is read, however long that is
    counts, tables = reader.tally.take(), reader.tables
    counts.check("fuzz")
    parsed = (tables.services, tables.diagnosis_codes, tables.periods, tables.places, *tables.tuples.values())
    return (
        counts, tables.claims, tables.lines, tables.diagnoses, tables.claim_rare, tables.line_rare, tables.claim_lists,
        tables.line_lists, tables.rejected, [table.rows for table in parsed], sorted(reader.issues.rows),
    )  # fmt: skip


def _rows_835(source: Any, block: int) -> Any:
    reader = x12_835.Reader(source, "fuzz", 1, 1, block)
    runs = iter(reader.segments)
    while reader.fill(runs):
        pass
    reader.close(Counts())
    reader.tally.bytes = 0
    counts = reader.tally.take()
    counts.check("fuzz")
    return counts, [reader.rows[name] for name in x12_835.Rows("fuzz")._rows], sorted(reader.issues.rows)


def _rewritten(data: bytes) -> None:
    """Other modifiers for every line that can take them; the copy must read as the input but for these."""
    source, copy = FOLDER / "in.837", FOLDER / "out.837"
    source.write_bytes(data)
    require_837p(source)
    before = _as_lists(data)
    changes = []
    for line in before[1]:
        old = tuple(line[f"modifier_{n}"] for n in range(1, 5) if line[f"modifier_{n}"])
        new = old[1:] if len(old) > 1 else ("26", *old)
        changes.append(LineChange(line["segment"], line["byte"], line["code"], old, new))
    splices, _ = locate(source, changes)
    with copy.open("wb") as out:
        write(source, out, list(splices.values()))
    done = {change.segment: change.after for change in splices}
    for line in before[1]:
        for n in range(1, 5) if line["segment"] in done else ():
            line[f"modifier_{n}"] = (*done[line["segment"]], "", "", "", "")[n - 1]
    after = _as_lists(copy.read_bytes())
    for row in (row for tables in (before, after) for rows in tables for row in rows):
        row.pop("byte")
        row.pop("reason", None)  # names the byte
    assert before == after, "what was rewritten reads differently in more than what was changed"


def _as_lists(data: bytes) -> list[list[dict[str, Any]]]:
    batches = list(read_837p(io.BytesIO(data), "fuzz"))
    names = ("claims", "lines", "diagnoses", "rejected")
    return [pa.Table.from_batches([getattr(batch, name) for batch in batches]).to_pylist() for name in names]


def _fixed(data: bytes) -> None:
    """The command: checked, fixed, written, and read and checked again by itself; what it wrote must be readable."""
    source, copy = FOLDER / "in.837", FOLDER / "fixed.837"
    source.write_bytes(data)
    copy.unlink(missing_ok=True)
    fix(source, copy)
    _claims(read_837p)(copy.read_bytes())


def _head(data: bytes) -> None:
    """What a file is, judged by its beginning; and why it is none."""
    reader_for(data, "fuzz")
    assert reason(data)
    kind_of(data)
    head_of_text(data)


def _values(data: bytes) -> None:
    """Amounts, units, dates and codes, as X12, tables and rate files write them."""
    text = data.decode("utf-8", "replace")
    for parse in (values.cents, values.thousandths, values.period, values.day, rates.day, rates.code):
        parse(text)
    for parse in cells.PARSERS.values():
        parse(text)
    for parse in (cells.diagnosis, cells.modifier_list, cells.pointer_list):
        parse(text)
    amount, rate = values.cents(text), rates.rate(data)
    assert amount is None or abs(amount) < 1 << 63
    assert isinstance(rate, str) or rate.is_finite()
    procedure(text, ":")
    service(text, "*", ":")


# reports


def _reports(data: bytes) -> None:
    found = list(documents_in(data, "fuzz"))
    assert found, "nothing is said of the file"
    for one in found:
        getattr(one, "text", "").encode()


# rates


class _Found:
    """What the scan hands on: its parts put together, so that they can be compared however they were cut."""

    def __init__(self) -> None:
        self.prices: list[tuple[str, bytes]] = []
        self.references: list[tuple[bytes, int]] = []  # each with where it begins in what was spooled
        self.spooled = bytearray()

    def is_selected(self, head: Any) -> bool:
        return str(head.billing_code) != "0"

    def rates(self, head: Any, raw: bytes) -> None:
        self.prices.append((str(head.billing_code), b"".join(raw.strip(b"[]").split())))

    def reference(self, token: bytes, ahead: int) -> None:
        self.references.append((token, len(self.spooled) + ahead))

    def spool(self, data: bytes) -> None:
        self.spooled += data

    def top(self, data: bytes) -> None:
        """Passed over."""


def _scanned(data: bytes) -> None:
    """At once and in small pieces; the same must be found, or the file refused, both times."""
    results = []
    for source, size in ((io.BytesIO(data), 1 << 14), (Pieces(data), 64)):
        found = _Found()
        scan = Scan(Window(source.readinto, read=size), found)
        try:
            scan.run()
        except DamagedError:
            results.append(None)
        else:
            results.append((scan.items, vars(found)))
    _same(*results)


def _in_network(data: bytes) -> None:
    folder = FOLDER / "in-network"
    folder.mkdir(exist_ok=True)
    source = Pieces(data)
    reader = InNetwork(folder, None, None)
    reader.read(source.readinto, lambda address: data, chunk=1 << 14, limit=1 + len(data) // 2)


def _contents(data: bytes) -> None:
    _same(*(_refused(lambda source=source: list(in_network_files(source.readinto)))
            for source in (io.BytesIO(data), Pieces(data))))  # fmt: skip


def _hospital(kind: str) -> Target:
    def read(source: Any) -> Any:
        with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
            got = hospital.read(source, kind, Path(folder), None, "")
            return got.items, got.rejected, got.updated, list(got.payers)

    def target(data: bytes) -> None:
        one = _refused(lambda: read(io.BytesIO(data)))
        if len(data) % 8 == 0:
            _same(one, _refused(lambda: read(io.BufferedReader(Pieces(data), 64))))

    return target


def _refused(read: Callable[[], Any]) -> Any:
    """What is read, or None when the file is refused."""
    try:
        return read()
    except SightlineError:
        return None


def _no_network(location: str) -> Any:
    raise sources.SourceError(f"{location}: not reached from here")


def _rates(data: bytes) -> None:
    """As `rates add` does: whatever the file is, plain or packed."""
    path = FOLDER / "rates.json"
    path.write_bytes(data)
    with (
        mock.patch.object(sources, "_answer", _no_network),
        tempfile.TemporaryDirectory(dir=FOLDER) as folder,
    ):
        added = list(add_rates([str(path)], Store(folder), Selection(payer="", on=date(2026, 4, 1))))
    assert added, "nothing is said of the file"


# reference files


def _reference(name: str) -> Target:
    def target(data: bytes) -> None:
        path = FOLDER / name
        path.write_bytes(data)
        for period in PERIODS:
            with contextlib.suppress(SightlineError):
                add_files([path], FOLDER / "store", period=period)

    return target


_TARGETS: dict[str, Target] = {
    "837p": _claims(read_837p),
    "837p-pieces": _pieces(_rows_837p),
    "rewrite": _rewritten,
    "fix": _fixed,
    "835": _claims(read_835),
    "835-pieces": _pieces(_rows_835),
    "fhir": _claims(read_fhir),
    "cms1500": _claims(read_cms1500),
    "csv": _claims(read_csv),
    "parquet": _claims(read_parquet),
    "any": _claims(read_stream),
    "head": _head,
    "values": _values,
    "hl7": _reports,
    "reports": _reports,
    "rates-scan": _scanned,
    "rates-in-network": _in_network,
    "rates-contents": _contents,
    "rates-hospital-json": _hospital("hospital-json"),
    "rates-hospital-csv": _hospital("hospital-csv"),
    "rates-add": _rates,
    "reference-text": _reference("file.txt"),
    "reference-csv": _reference("file.csv"),
    "reference-xlsx": _reference("file.xlsx"),
    "reference-zip": _reference("file.zip"),
}

NAMES = tuple(_TARGETS)


def run(name: str, data: bytes) -> None:
    """Give `data` to the target; raises only what is a defect."""
    with contextlib.suppress(SightlineError):
        _TARGETS[name](data)
