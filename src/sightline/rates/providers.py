"""Provider references: spooled as they stand, found again by their numbers, and read when it is known which are used."""

from __future__ import annotations

import tempfile
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from typing import Any

import numpy as np

from sightline.errors import SightlineError
from sightline.rates import values
from sightline.rates.scan import DamagedError, end_of
from sightline.rates.shapes import (
    Group,
    NotJson,
    NotThatShape,
    Reference,
    Tin,
    list_of,
    loose_groups_of,
    loose_reference_of,
    reference_of,
)

Row = tuple[int, str, str, str]  # provider, type of TIN, TIN, name
Numbers = np.ndarray[Any, np.dtype[np.int64]]
_NOBODY = ("", "", "")
_NONE = b"[]"
_WHOLE = b"0123456789, \t\r\n"
_DIGITS = b"0123456789"


class Providers:
    """The provider references of a file. Use as a context: the spool goes when it ends.

    An id is known by its bytes in the file, for some payers number their groups 77.10 and 77.1; ids that are whole
    numbers are their own number, others and groups written in place get negative ones.
    """

    def __init__(self) -> None:
        self._spool = tempfile.TemporaryFile(prefix="sightline-providers-", buffering=1 << 20)  # noqa: SIM115 - closed by `close`
        self._length = 0
        self._numbers = array("q")
        self._offsets = array("q")
        self._odd: dict[bytes, int] = {}
        self._in_place: dict[bytes, int] = {}
        self._ascending: Numbers = np.zeros(0, np.int64)
        self._used: np.ndarray[Any, np.dtype[np.bool_]] | None = None  # of each of `_ascending`
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

    def numbers(self, listed: bytes) -> list[int]:
        """The numbers of a list of ids, without its brackets, each once and in order."""
        tokens = listed.split(b",")
        try:
            plain = not listed.translate(None, _WHOLE) and max(map(len, tokens)) <= 18
            found = list(map(int if plain else self.number, tokens))
        except ValueError:  # no list of numbers, such as [[], 1]
            found = list(map(self.number, tokens))
        return found if len(found) == 1 else list(dict.fromkeys(found))

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

    def use(self, numbers: Numbers) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Say that these references are used, when all are known; returns which of them there are."""
        if self._used is None:
            self._ascending = np.sort(np.frombuffer(self._numbers, np.int64))
            self._used = np.zeros(len(self._ascending), np.bool_)
        if not len(self._ascending):
            return np.zeros(len(numbers), np.bool_)
        at = np.minimum(np.searchsorted(self._ascending, numbers), len(self._ascending) - 1)
        there: np.ndarray[Any, np.dtype[np.bool_]] = self._ascending[at] == numbers
        self._used[at[there]] = True
        return there

    def groups(self, fetch: Callable[[str], bytes]) -> Iterator[tuple[Row, bytes]]:
        """The groups of the references that are used, in the order of the file, each with its NPIs (see GroupRows).

        `fetch` gets the text of a remote reference's address, and raises SightlineError when it cannot: such a
        reference is counted in `rejected` and has no group. Raises DamagedError for a reference that is no JSON.
        """
        if self._used is None:
            return
        known = np.frombuffer(self._numbers, np.int64)
        wanted = np.flatnonzero(self._used[np.searchsorted(self._ascending, known)])
        self._offsets.append(self._length)  # where the last one ends
        place = -1
        for start in range(0, len(wanted), 4096):
            for index in wanted[start : start + 4096].tolist():
                number, offset, end = self._numbers[index], self._offsets[index], self._offsets[index + 1]
                if offset != place:
                    self._spool.seek(offset)
                for group in self._groups(number, self._spool.read(end - offset), fetch):
                    tin = group.tin
                    told = (tin.type.strip().lower(), tin.value.strip(), tin.business_name.strip()) if tin else _NOBODY
                    yield (number, *told), self._npis(bytes(group.npi))
                place = end

    def _groups(self, number: int, text: bytes, fetch: Callable[[str], bytes]) -> Iterable[Group]:
        reference = self._first(text)
        while not _in_place(number) and self.number(bytes(reference.provider_group_id)) != number:
            text = text[end_of(text) :].lstrip(b", \t\r\n")  # one without an id stands before it
            reference = self._first(text)
        if reference.provider_groups is None and reference.location is not None:
            try:
                reference = self._reference(fetch(values.text(reference.location)))
            except NotJson:
                self.rejected["remote provider reference is no JSON"] += 1
            except SightlineError:
                self.rejected["remote provider reference cannot be read"] += 1
        return reference.provider_groups or ()

    def _first(self, text: bytes) -> Reference:
        """The reference with which `text` begins."""
        try:
            return self._reference(text[: text.rfind(b"}") + 1])
        except NotJson:  # the last of its list: what follows the list was spooled with it
            try:
                return self._reference(text[: end_of(text)])
            except NotJson:
                raise DamagedError("a provider reference is cut short or damaged") from None

    def _reference(self, text: bytes) -> Reference:
        try:
            return reference_of(text)
        except NotThatShape:
            loose = loose_reference_of(text)
        try:
            groups = loose_groups_of(loose.provider_groups)
        except NotThatShape:
            self.rejected["provider groups are not as the schema says"] += 1
            return Reference()
        return Reference(
            [Group(group.npi, _tin(group.tin)) for group in groups], loose.location, loose.provider_group_id
        )

    def _npis(self, text: bytes) -> bytes:
        """The NPIs of a group as a JSON array of ten digits each. [0] says that there is a TIN only."""
        count = (len(text) - 1) // 11
        # Ten digits each and nothing else is what nearly every list is; told without looking at each one.
        if text[11::11] == b"," * (count - 1) + b"]" and text.translate(None, _DIGITS) == b"[" + text[11::11]:
            return text
        if text in (b"", b"null", b"[0]", _NONE):
            return _NONE
        try:
            given = list_of(text)
        except NotJson:
            given = [text.decode("utf-8", "replace")]
        found = [str(one).strip() for one in given if one not in (0, "0", None)]
        valid = [npi for npi in found if len(npi) == 10 and npi.isascii() and npi.isdigit()]
        self.rejected.update({"NPI has not ten digits": len(found) - len(valid)} if len(valid) < len(found) else {})
        return f"[{','.join(valid)}]".encode()


def _in_place(number: int) -> bool:
    return number < 0 and number % 2 == 0


def _tin(given: Any) -> Tin:
    """A TIN written in another way: its parts as texts, whatever they are."""
    if not isinstance(given, dict):
        return Tin(value=values.text(given))
    return Tin(*(values.text(given.get(name)) for name in Tin.__struct_fields__))
