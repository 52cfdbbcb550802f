"""Provider references: spooled as they stand, found again by their numbers, and read when it is known which are used."""

from __future__ import annotations

import tempfile
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.errors import SightlineError
from sightline.rates import values
from sightline.rates.scan import DamagedError, end_of
from sightline.rates.shapes import (
    NOTHING,
    Group,
    LooseGroup,
    NotJson,
    NotThatShape,
    Reference,
    groups_of,
    loose_groups_of,
    reference_of,
)

Row = tuple[int, str, str, str, list[int]]  # provider, type of TIN, TIN, name, NPIs
_LAST_NPI = 9_999_999_999


class Providers:
    """The provider references of a file. Use as a context: the spool goes when it ends.

    An id is known by its bytes in the file, for some payers number their groups 77.10 and 77.1; ids that are whole
    numbers are their own number, others and groups written in place get negative ones.
    """

    def __init__(self) -> None:
        self._spool = tempfile.TemporaryFile(prefix="sightline-providers-")  # noqa: SIM115 - closed by `close`
        self._length = 0
        self._numbers = array("q")
        self._offsets = array("q")
        self._odd: dict[bytes, int] = {}
        self._in_place: dict[bytes, int] = {}
        self.rejected: Counter[str] = Counter()

    def close(self) -> None:
        """Give back the spool."""
        self._spool.close()

    def number(self, token: bytes) -> int:
        """The number of the provider reference whose id is `token`, the bytes of the file."""
        token = token.strip()
        if token.startswith(b'"'):
            token = token[1:-1]
        if token.isdigit() and len(token) <= 18 and (len(token) == 1 or not token.startswith(b"0")):
            return int(token)
        return self._odd.setdefault(token, -1 - 2 * len(self._odd))

    def begin(self, token: bytes) -> None:
        """The reference of this id begins with what is spooled next."""
        self._numbers.append(self.number(token))
        self._offsets.append(self._length)

    def spool(self, data: bytes) -> None:
        """Keep the text of references."""
        self._length += self._spool.write(data)

    def in_place(self, raw: bytes) -> int:
        """Keep groups that are written where they are used; returns their number. The same bytes are kept once."""
        known = blake2b(raw, digest_size=16).digest()
        number = self._in_place.get(known)
        if number is None:
            number = -2 - 2 * len(self._in_place)
            self._in_place[known] = number
            self._numbers.append(number)
            self._offsets.append(self._length)
            self.spool(b'{"provider_groups":' + raw + b"}")
        return number

    def known(self) -> pa.Array:
        """The numbers of all references, int64."""
        return pa.array(self._numbers, pa.int64())

    def groups(self, used: pa.Array, fetch: Callable[[str], bytes]) -> Iterator[Row]:
        """The groups of the references in `used`, in the order of the file.

        `fetch` gets the text of a remote reference's address, and raises SightlineError when it cannot: such a
        reference is counted in `rejected` and has no group. Raises DamagedError for a reference that is no JSON.
        """
        numbers = self.known()
        offsets = pa.array(self._offsets, pa.int64())
        ends = pa.array([*self._offsets[1:], self._length], pa.int64()) if len(offsets) else offsets
        wanted = pc.indices_nonzero(pc.is_in(numbers, value_set=used))
        for start in range(0, len(wanted), 4096):
            some = wanted.slice(start, 4096)
            taken = (pc.take(column, some).to_pylist() for column in (numbers, offsets, ends))
            for number, offset, end in zip(*taken, strict=True):
                self._spool.seek(offset)
                yield from self._rows(number, self._spool.read(end - offset), fetch)

    def _rows(self, number: int, text: bytes, fetch: Callable[[str], bytes]) -> Iterator[Row]:
        reference = _whole(text)
        raw = bytes(reference.provider_groups)
        if raw in (b"", b"null") and reference.location is not None:
            try:
                raw = bytes(reference_of(fetch(values.text(reference.location))).provider_groups)
            except NotJson:
                self.rejected["remote provider reference is no JSON"] += 1
                return
            except SightlineError:
                self.rejected["remote provider reference cannot be read"] += 1
                return
        for group in _groups(raw):
            tin = group.tin
            yield (
                number,
                values.word(_of(tin, "type")),
                values.text(_of(tin, "value")),
                values.text(_of(tin, "business_name")),
                self._npis(group.npi),
            )

    def _npis(self, given: Any) -> list[int]:
        """The NPIs of a group, once each and in order. [0] says that there is a TIN only."""
        found = set()
        for one in given if isinstance(given, list) else [] if given is None else [given]:
            npi = int(one) if str(one).strip().isdigit() else -1
            if 1_000_000_000 <= npi <= _LAST_NPI:
                found.add(npi)
            elif npi:
                self.rejected["NPI has not ten digits"] += 1
        return sorted(found)


def _of(tin: Any, name: str) -> Any:
    return tin.get(name) if isinstance(tin, dict) else getattr(tin, name, None)


def _whole(text: bytes) -> Reference:
    """The reference with which `text` begins; what follows it is left aside."""
    try:
        return reference_of(text[: text.rfind(b"}") + 1])
    except NotJson:
        try:
            return reference_of(text[: end_of(text)])
        except NotJson:
            raise DamagedError("a provider reference is cut short or damaged") from None


def _groups(raw: bytes) -> Iterable[Group | LooseGroup]:
    if raw in (b"", b"null", bytes(NOTHING)):
        return []
    try:
        return groups_of(raw)
    except NotThatShape:
        return loose_groups_of(raw)
