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
from sightline.rates.groups import Groups, Numbers, counted, take_out
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
    plain_references_of,
    reference_of,
)

_NOBODY = Tin()
_WHOLE = b"0123456789, \t\r\n"
_BULK = 1 << 18  # bytes of references that are parsed at once


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

    def begin(self, token: bytes, ahead: int) -> None:
        """The reference of this id begins `ahead` bytes behind what is spooled."""
        self._numbers.append(self.number(token))
        self._offsets.append(self._length + ahead)

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
            self.spool(b'{"provider_groups":' + raw + b"},")
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

    def groups(self, fetch: Callable[[str], bytes]) -> Iterator[Groups]:
        """The groups of the references that are used, in the order of the file.

        `fetch` gets the text of a remote reference's address, and raises SightlineError when it cannot: such a
        reference is counted in `rejected` and has no group. Raises DamagedError for a reference that is no JSON.
        """
        if self._used is None:
            return
        known = np.frombuffer(self._numbers, np.int64)
        selected = np.flatnonzero(self._used[np.searchsorted(self._ascending, known)])
        self._offsets.append(self._length)  # where the last one ends
        lengths = np.diff(np.frombuffer(self._offsets, np.int64))[selected]
        bulks = np.flatnonzero(np.diff(np.cumsum(lengths) // _BULK)) + 1
        for indexes in np.split(selected, bulks):
            if (groups := self._in_bulk(indexes)) is not None:
                yield groups
                continue
            for index in indexes.tolist():
                alone = self._in_bulk(np.array([index]))
                yield alone if alone is not None else self._one(index, fetch)

    def _text(self, first: int, last: int) -> bytes:
        """The text of neighbouring references."""
        start = self._offsets[first]
        self._spool.seek(start)
        text: bytes = self._spool.read(self._offsets[last + 1] - start)
        return text

    def _in_bulk(self, indexes: Numbers) -> Groups | None:
        """The groups of references which are all as nearly all are; None when one is not."""
        runs = np.split(indexes, np.flatnonzero(np.diff(indexes) > 1) + 1)
        texts = [self._text(int(run[0]), int(run[-1])).rstrip(b", \t\r\n") for run in runs if len(run)]
        text, lists = take_out(b"[" + b",".join(texts) + b"]")
        try:
            references = plain_references_of(text)
        except NotJson:
            return None
        if len(references) != len(indexes):
            return None
        tins, sizes = list[Tin](), list[int]()
        for index, reference in zip(indexes.tolist(), references, strict=True):
            number, groups = self._numbers[index], reference.provider_groups
            if groups is None or not (_in_place(number) or self.number(bytes(reference.provider_group_id)) == number):
                return None
            if [group.npi for group in groups] != list(range(len(tins), len(tins) + len(groups))):
                return None
            tins += [group.tin or _NOBODY for group in groups]
            sizes.append(len(groups))
        found = counted(lists) if len(tins) == len(lists) else None
        numbers = np.frombuffer(self._numbers, np.int64)[indexes]
        return None if found is None else Groups(np.repeat(numbers, sizes), tins, *found)

    def _one(self, index: int, fetch: Callable[[str], bytes]) -> Groups:
        """The groups of one reference, however it is written."""
        number = self._numbers[index]
        groups = list(self._groups(number, self._text(index, index), fetch))
        npis = [self._npis(bytes(group.npi)) for group in groups]
        return Groups(
            np.full(len(groups), number, np.int64),
            [group.tin or _NOBODY for group in groups],
            np.fromiter(map(len, npis), np.int64, len(npis)),
            np.array([npi for some in npis for npi in some], np.int64),
        )

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

    def _npis(self, text: bytes) -> list[int]:
        """The NPIs of a group, whose list stands in `text`. [0] says that there is a TIN only."""
        if text in (b"", b"null"):
            return []
        try:
            given = list_of(text)
        except NotJson:
            given = [text.decode("utf-8", "replace")]
        found = [str(one).strip() for one in given if one not in (0, "0", None)]
        valid = [int(npi) for npi in found if len(npi) == 10 and npi.isascii() and npi.isdigit()]
        self.rejected.update({"NPI has not ten digits": len(found) - len(valid)} if len(valid) < len(found) else {})
        return valid


def _in_place(number: int) -> bool:
    return number < 0 and number % 2 == 0


def _tin(given: Any) -> Tin:
    """A TIN written in another way: its parts as texts, whatever they are."""
    if not isinstance(given, dict):
        return Tin(value=values.text(given))
    return Tin(*(values.text(given.get(name)) for name in Tin.__struct_fields__))
