"""Add rate files to the store: recognise, read, write - each file whole or not at all."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow.parquet as pq

from sightline.errors import SightlineError
from sightline.rates import values
from sightline.rates.contents import in_network_files
from sightline.rates.hospital import read as hospital
from sightline.rates.in_network import InNetwork
from sightline.rates.rejected import Rejected
from sightline.rates.sources import Joined, fetcher, identity, is_web, name_of, opened
from sightline.rates.store import Entry, Part, RatesError, Store

_HEAD = 1 << 16
#: What the beginning of a JSON file must hold to be of a kind; the first that is found decides.
_KEYS = (
    ("contents", rb'"reporting_structure"'),
    ("allowed", rb'"out_of_network"'),
    ("hospital", rb'"(standard_charge_information|hospital_name)"'),
    ("in-network", rb'"(in_network|provider_references|negotiated_rates|reporting_entity_name)"'),
    ("providers", rb'"provider_groups"'),
)
_REFUSED = {
    "allowed": "an allowed-amount file: it holds no negotiated rates",
    "providers": "a provider reference file: it is read with the file that names it",
    "": "not a rate file: neither a Transparency in Coverage file nor a hospital's standard charges",
}


@dataclass(frozen=True)
class Selection:
    """What to keep: `payer` names the payer of in-network files and chooses one of a hospital's; `codes` and `npis` as
    in InNetwork; `on` is the date of files that tell none."""

    payer: str = ""
    codes: frozenset[str] | None = None
    npis: frozenset[int] | None = None
    on: date | None = None

    def choice(self) -> str:
        """The same for the same choice."""
        choices = [self.payer, self.on, sorted(self.codes or ()), self.npis is not None and sorted(self.npis)]
        return hashlib.sha256(repr(choices).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Added:
    """What became of a file: "added", "replaced" (another choice than before), "unchanged", "contents" (its files
    follow) or "refused" (it, or each price of the choice, cannot be read or used: `message` says why, nothing of it was
    kept). An entry whose `nothing` is set holds no price."""

    name: str
    change: str
    entry: Entry | None = None
    message: str = ""
    files: int = 0


def add_files(
    locations: Sequence[str], store: Store, selection: Selection, advance: Callable[[str, int], None] | None = None
) -> Iterator[Added]:
    """Add files and web addresses, one after the other; a table of contents adds the files that it names.

    A file that stands whole in the store with the same choice is not read again, so that an interrupted run goes on where it
    stopped. `advance` gets the location and the bytes just read of it. Problems of a file are its answer, not raised.
    """
    queue, seen = list(locations), set[str]()
    while queue:
        location = queue.pop(0)
        if location.partition("?")[0] in seen:
            continue
        seen.add(location.partition("?")[0])
        more: list[str] = []
        try:
            yield _add(location, store, selection, more, advance)
        except SightlineError as reason:
            yield Added(name_of(location), "refused", message=str(reason))
        queue[:0] = more


def _add(
    location: str, store: Store, selection: Selection, more: list[str], advance: Callable[[str, int], None] | None
) -> Added:
    name, key = name_of(location), identity(location)
    before = store.stored(key)
    if before is not None and before.choice == selection.choice() and not store.damaged(before):
        return Added(name, "unchanged", before)
    adding = _Adding(location, store, selection)
    with store.adding() as folder:
        with opened(location, (lambda count: advance(location, count)) if advance else None) as members:
            for member in members:
                more += adding.read(member.name, member.stream, folder)
        if not adding.kind:
            return Added(name, "contents", files=len(more))
        nothing = adding.nothing()
        shown = location.partition("?")[0] if is_web(location) else str(Path(location).resolve())
        entry = Entry(
            key, name, adding.kind, shown, () if nothing else tuple(adding.parts), adding.items, dict(adding.rejected),
            tuple(sorted(selection.codes or ())), selection.choice(), datetime.now(UTC).isoformat(timespec="seconds"), nothing,
        )  # fmt: skip
        if nothing and before is not None and before.parts:
            raise RatesError(f"{name}: {nothing}; what was kept of it before stays")
        store.commit(entry, adding.written)
    return Added(name, "replaced" if before else "added", entry)


class _Adding:
    """What is read of a file so far: its texts are one, or those of a zip."""

    def __init__(self, location: str, store: Store, selection: Selection) -> None:
        self.kind = ""
        self.items = 0
        self.rejected = Rejected()
        self.parts: list[Part] = []
        self.written: dict[str, Path] = {}
        self._kept = 0  # prices that are for a provider
        self._nothing: list[str] = []  # why there is none, by text
        self._location = location
        self._store = store
        self._selection = selection

    def read(self, name: str, stream: BinaryIO, folder: Path) -> list[str]:
        """Read a text into folders below `folder`; a table of contents answers with the files it names."""
        head = stream.read(_HEAD)
        kind = kind_of(head)
        whole = Joined(head, stream)
        if not head.strip():
            raise RatesError(f"{name}: the file is empty")
        if kind in _REFUSED:
            raise RatesError(f"{name}: {_REFUSED[kind]}")
        if kind == "contents":
            return [_beside(self._location, file) for file in in_network_files(whole.readinto)]
        self.kind = "hospital" if kind.startswith("hospital") else kind
        below = folder / str(len(self.parts))
        if kind == "in-network":
            self._in_network(name, whole, below)
        else:
            self._hospital(name, cast(BinaryIO, io.BufferedReader(whole, 1 << 20)), below, kind)
        return []

    def _in_network(self, name: str, whole: Joined, below: Path) -> None:
        below.mkdir()
        reader = InNetwork(below, self._selection.codes, self._selection.npis)
        reader.read(whole.readinto, fetcher(self._location))
        payer = self._selection.payer or reader.header.get("reporting_entity_name", "")
        if not payer:
            raise RatesError(f"{name}: the file names no payer; say it with --payer")
        self.items += reader.items
        self.rejected.join(reader.rejected)
        self._nothing.append(reader.nothing)
        prices = self._part(name, payer, reader.header.get("last_updated_on", ""), below)
        self._kept += prices if reader.groups else 0

    def _hospital(self, name: str, whole: BinaryIO, below: Path, kind: str) -> None:
        read = hospital.read(whole, kind, below, self._selection.codes, self._selection.payer)
        self.items += read.items
        self.rejected.join(read.rejected)
        self._nothing.append(read.nothing)
        for payer, place in read.payers.items():
            self._kept += self._part(name, payer, read.updated, place)

    def nothing(self) -> str:
        """Why nothing is kept of what was read, "" where something is. Raises RatesError where all of it is rejected."""
        if self._kept:
            return ""
        if not all(self._nothing):
            raise RatesError(f"{name_of(self._location)}: nothing was kept; rejected: {self.rejected.summary()}")
        return "; ".join(dict.fromkeys(self._nothing))

    def _part(self, name: str, payer: str, updated: str, written: Path) -> int:
        on = self._selection.on or values.day(updated)
        if on is None:
            raise RatesError(f"{name}: the file has no date (last_updated_on); say it with --date 2026-04-01")
        place = self._store.place(payer, on)
        self.written[place] = written
        prices = int(pq.read_metadata(written / "price.parquet").num_rows)
        self.parts.append(Part(payer, on, place, prices))
        return prices


def kind_of(head: bytes) -> str:
    """The kind of the file that begins with `head`: contents, in-network, allowed, providers, hospital-json,
    hospital-csv, or "" for none of them."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        kind = next((kind for kind, keys in _KEYS if re.search(keys, text)), "")
        return "hospital-json" if kind == "hospital" else kind
    return "hospital-csv" if b"hospital_name" in text[:4096].lower() else ""


def _beside(contents: str, address: str) -> str:
    """A file that a table of contents names: the one beside it where it was downloaded too, else its address. What a
    payer writes opens no other file of this computer."""
    name = name_of(address)
    if is_web(contents):
        return address if is_web(address) else f"{contents.partition('?')[0].rpartition('/')[0]}/{name}"
    beside = Path(contents).parent / name
    return address if is_web(address) and not _is_file(beside) else str(beside)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False
