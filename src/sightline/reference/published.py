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

from sightline.reference.release import ReferenceDataError, digest

_HEAD = 1 << 16
_TOP_ROWS = 40
_LARGEST = 2 << 30  # bytes; the largest published file is a tenth of it
_TWINS = (".csv", ".txt", ".xlsx")  # of one table published in several forms, the first of these is read
Row = tuple[int, list[str]]


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
            "reading xlsx needs openpyxl: pip install 'sightline[xlsx]', or add the csv or text file."
        ) from None
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
            yield number, [_cell(value) for value in cells]
    except Exception as reason:  # whatever a damaged workbook does to its reader
        told = (str(reason) or type(reason).__name__).splitlines()[0]
        raise ReferenceDataError(f"not a readable workbook ({told}).") from None


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


def published(path: Path) -> list[Published]:
    """The table files in `path`: itself, or the members of a zip, of twins in several forms the most exact one.

    Raises ReferenceDataError when the file is absent, empty, too large or a damaged zip.
    """
    if path.is_dir():
        raise ReferenceDataError(f"{path.name}: a folder; name the files in it.")
    if not path.is_file():
        raise ReferenceDataError(f"{path}: no such file.")
    if path.stat().st_size > _LARGEST:
        raise ReferenceDataError(f"{path.name}: larger than any file that is published.")
    data = path.read_bytes()
    if not data:
        raise ReferenceDataError(f"{path.name}: empty.")
    return _opened(Published(path.name, (path.name, path.resolve().parent.name), data))


def _opened(file: Published) -> list[Published]:
    if not file.data.startswith(b"PK") or file.is_spreadsheet:
        return [file]
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            found: list[Published] = []
            for info in _one_of_twins([info for info in archive.infolist() if not info.is_dir()]):
                if info.file_size > _LARGEST:
                    raise ReferenceDataError(f"{file.name}: {info.filename} is larger than any file that is published.")
                member = PurePosixPath(info.filename).name
                inner = Published(f"{file.name}: {member}", (member, *file.names), archive.read(info))
                found += _opened(inner) if member.lower().endswith(".zip") else [inner]
            return found
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, ValueError) as reason:
        raise ReferenceDataError(f"{file.name}: a damaged or locked zip ({reason}).") from None


def _one_of_twins(members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    best: dict[str, tuple[int, zipfile.ZipInfo]] = {}
    for info in members:
        stem, suffix = PurePosixPath(info.filename).stem.lower(), PurePosixPath(info.filename).suffix.lower()
        if suffix not in _TWINS and suffix not in {".zip", ".json", ".parquet"}:
            continue
        rank = _TWINS.index(suffix) if suffix in _TWINS else len(_TWINS)
        if stem not in best or rank < best[stem][0]:
            best[stem] = (rank, info)
    return [info for _, info in best.values()]


def find_header(
    file: Published, layout: Mapping[str, str], optional: frozenset[str] = frozenset()
) -> tuple[int, dict[str, int]] | None:
    """The number of the heading row and the place of each column of `layout` (our name to a pattern of the heading).

    None when no row among the first forty has every column that is not optional.
    """
    for number, cells in file.top:
        headings = [re.sub(r"[\s_]+", " ", cell).strip().lower() for cell in cells]
        places: dict[str, int] = {}
        for name, pattern in layout.items():
            for place, heading in enumerate(headings):
                if place not in places.values() and re.fullmatch(pattern, heading):
                    places[name] = place
                    break
        if places.keys() >= layout.keys() - optional:
            return number, places
    return None


def records(file: Published, header: tuple[int, dict[str, int]]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows under a heading row, each with its number, as our column name to text ("" where a cell is absent)."""
    first, places = header
    for number, cells in file.rows():
        if number > first:
            yield number, {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
