"""A published file as it was handed over: its names, its bytes, and its rows whether text, csv or xlsx."""

from __future__ import annotations

import csv
import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from sightline.extras import install
from sightline.reference.release import ReferenceDataError, digest

_HEAD = 1 << 16
_TOP_ROWS = 40
_LARGEST = 2 << 30  # bytes; of the published files only the monthly NPPES file is larger
NO_TABLE = "not a csv, text, xlsx, json or parquet file"
_TABLES = frozenset({".csv", ".txt", ".xlsx", ".json", ".parquet"})
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError, ValueError)
Row = tuple[int, list[str]]
csv.field_size_limit(1 << 24)  # the text of an article is one cell of the coverage database's export


@dataclass(frozen=True)
class Published:
    """One published table file.

    `name` is for people (a zip's name before its member's); `names` are the names that may tell the period, the most
    telling first: the member, the zip, the folder.
    """

    name: str
    names: tuple[str, ...]
    data: bytes = field(repr=False)

    @property
    def suffix(self) -> str:
        """The file's ending in lower case, such as .csv."""
        return PurePosixPath(self.names[0]).suffix.lower()

    @cached_property
    def sha256(self) -> str:
        """The digest of the file's bytes."""
        return digest(self.data)

    @cached_property
    def head(self) -> str:
        """The beginning as text; empty for a binary file."""
        if self.is_spreadsheet or (b"\0" in self.data[:_HEAD] and not self.data.startswith((b"\xff\xfe", b"\xfe\xff"))):
            return ""
        return _decoded(self.data[:_HEAD])

    @cached_property
    def is_spreadsheet(self) -> bool:
        """Whether the file is an xlsx workbook."""
        return self.data.startswith(b"PK") and _members(self.data, self.name).keys() >= {"xl/workbook.xml"}

    @cached_property
    def top(self) -> list[Row]:
        """The first forty rows, cells as text."""
        return list(itertools.islice(self.rows(), _TOP_ROWS))

    def lines(self) -> Iterator[tuple[int, str]]:
        """Each line with its number, without its line end."""
        return enumerate(_decoded(self.data).splitlines(), start=1)

    def rows(self) -> Iterator[Row]:
        """Each row with its number (as a spreadsheet counts), cells as stripped text; blank rows are left out."""
        if self.is_spreadsheet:
            found = _sheet_rows(self.data, self.name)
        elif self.head:
            text = _decoded(self.data)
            delimiter = "\t" if "\t" in self.head and self.head.count("\t") > self.head.count(",") else ","
            lines = io.StringIO(text, newline="")
            # A tab-delimited file has no quoting: a quotation mark in it is text.
            tabbed = (
                csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if delimiter == "\t" else csv.reader(lines)
            )
            found = enumerate(tabbed, start=1)
        else:
            return
        try:
            for number, cells in found:
                stripped = [cell.strip() for cell in cells]
                if any(stripped):
                    yield number, stripped
        except csv.Error as reason:
            raise ReferenceDataError(f"not readable as a table ({reason}).") from None


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1").removeprefix("\xef\xbb\xbf")


def _sheet_rows(data: bytes, name: str) -> Iterator[Row]:
    try:
        import openpyxl
    except ImportError:
        raise ReferenceDataError(
            f"reading xlsx needs openpyxl: {install('xlsx')}, or add the csv or text file."
        ) from None
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
            yield number, [_cell(value) for value in cells]
    except Exception as reason:  # whatever a damaged workbook does to its reader
        cause = (str(reason) or type(reason).__name__).splitlines()[0]
        raise ReferenceDataError(f"not a readable workbook ({cause}).") from None


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    return str(value)


def _members(data: bytes, name: str) -> dict[str, zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {info.filename: info for info in archive.infolist() if not info.is_dir()}
    except (zipfile.BadZipFile, RuntimeError, ValueError, OSError):
        return {}


@dataclass(frozen=True)
class Handed:
    """What a path holds: its table files, whether they are members of a zip, and the members that are none.

    `others` are names of members and the reason why each is left out.
    """

    files: tuple[Published, ...]
    zipped: bool = False
    others: tuple[tuple[str, str], ...] = ()


def published(path: Path) -> Handed:
    """The table files in `path`: itself, or the members of a zip and of the zips in it.

    Raises ReferenceDataError when the file is absent, empty, too large or a damaged zip; a damaged member is among the
    others.
    """
    if path.is_dir():
        raise ReferenceDataError(f"{path.name}: a folder; name the files in it.")
    if not path.is_file():
        raise ReferenceDataError(f"{path}: no such file.")
    if path.stat().st_size > _LARGEST:
        raise ReferenceDataError(f"{path.name}: larger than 2 GB, more than is read.")
    data = path.read_bytes()
    if not data:
        raise ReferenceDataError(f"{path.name}: empty.")
    file = Published(path.name, (path.name, path.resolve().parent.name), data)
    return _opened(file) if data.startswith(b"PK") and not file.is_spreadsheet else Handed((file,))


def _opened(file: Published) -> Handed:
    files: list[Published] = []
    others: list[tuple[str, str]] = []
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            for info in archive.infolist():
                member = PurePosixPath(info.filename).name
                if info.is_dir() or member.startswith(".") or "__MACOSX" in info.filename:
                    continue  # what a file system adds, published by nobody
                inner = _member(archive, info, f"{file.name}: {member}", (member, *file.names))
                if isinstance(inner, str):
                    others.append((f"{file.name}: {member}", inner))
                else:
                    files += inner.files
                    others += inner.others
    except _ZIP_ERRORS as reason:
        raise ReferenceDataError(f"{file.name}: a damaged or locked zip ({reason}).") from None
    return Handed(tuple(files), True, tuple(others))


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, names: tuple[str, ...]) -> Handed | str:
    """A member of a zip, opened when it is one itself; the reason when it cannot hold a table."""
    suffix = PurePosixPath(info.filename).suffix.lower()
    if suffix not in _TABLES | {".zip"}:
        return NO_TABLE
    if info.file_size > _LARGEST:
        return "larger than 2 GB, more than is read"
    try:
        file = Published(name, names, archive.read(info))
        return _opened(file) if suffix == ".zip" else Handed((file,))
    except _ZIP_ERRORS as reason:
        return f"damaged or locked ({reason})"
    except ReferenceDataError as reason:
        return str(reason).removeprefix(f"{name}: ").rstrip(".")


def find_header(
    file: Published, layout: Mapping[str, str], optional: frozenset[str] = frozenset()
) -> tuple[int, dict[str, int]] | None:
    """The number of the heading row and the place of each column of `layout` (our name to a pattern of the heading).

    None when no row among the first forty has every column that is not optional.
    """
    for number, cells in file.top:
        places = _places(cells, layout)
        if places.keys() >= layout.keys() - optional:
            return number, places
    return None


def header_like(file: Published, layout: Mapping[str, str]) -> tuple[int, list[str], list[str]]:
    """The row that has most columns of `layout`: its number, the columns it lacks in the layout's order, its cells."""
    best: tuple[int, list[str], list[str]] = (0, list(layout), [])
    for number, cells in file.top:
        places = _places(cells, layout)
        if len(layout) - len(places) < len(best[1]):
            best = (number, [name for name in layout if name not in places], _shown(cells))
    return best


def _shown(cells: list[str]) -> list[str]:
    """Headings as a sentence can show them: on one line, without what no heading has."""
    lines = (" ".join("".join(sign if sign.isprintable() else " " for sign in cell).split()) for cell in cells)
    return [line for line in lines if line]


def _places(cells: list[str], layout: Mapping[str, str]) -> dict[str, int]:
    """Where in a row the columns of `layout` are."""
    headings = [re.sub(r"[\s_]+", " ", cell).strip().lower() for cell in cells]
    places: dict[str, int] = {}
    for name, pattern in layout.items():
        for place, heading in enumerate(headings):
            if place not in places.values() and re.fullmatch(pattern, heading):
                places[name] = place
                break
    return places


def records(file: Published, header: tuple[int, dict[str, int]]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows under a heading row, each with its number, as our column name to text ("" where a cell is absent)."""
    first, places = header
    for number, cells in file.rows():
        if number > first:
            yield number, {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
