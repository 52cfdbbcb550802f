"""Provider groups in bulk: their lists of NPIs, nineteen twentieths of the text, are numbers without being parsed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from sightline.rates.shapes import Tin

Numbers = np.ndarray[Any, np.dtype[np.int64]]
_LIST = re.compile(rb'"npi"\s*:\s*\[([^\]]*)\]')
_SPACE = b" \t\r\n"
_NPI = 11  # bytes of an NPI in a list: ten digits and a comma
_LEAST = 1_000_000_000  # no number of ten digits begins with 0
_WORD = np.uint64


@dataclass(frozen=True)
class Groups:
    """Groups: the provider reference and the TIN of each, how many NPIs it has, and those of all, in order."""

    providers: Numbers
    tins: list[Tin]
    counts: Numbers
    npis: Numbers

    def having(self, selected: Numbers) -> Groups:
        """The groups that have one of the NPIs, with all of theirs."""
        hits = np.concatenate(([0], np.cumsum(np.isin(self.npis, selected))))
        ends = np.cumsum(self.counts)
        kept = hits[ends] > hits[ends - self.counts]
        tins = [self.tins[index] for index in np.flatnonzero(kept)]
        return Groups(self.providers[kept], tins, self.counts[kept], self.npis[np.repeat(kept, self.counts)])


def take_out(text: bytes) -> tuple[bytes, list[bytes]]:
    """The JSON text with a number, 0, 1, 2, ..., in the place of each list of NPIs; and the lists, without brackets."""
    parts = _LIST.split(text)
    lists = parts[1::2]
    parts[1::2] = [b'"npi":%d' % number for number in range(len(lists))]
    return b"".join(parts), lists


def counted(lists: list[bytes]) -> tuple[Numbers, Numbers] | None:
    """How many NPIs each list (see `take_out`) has, and all of them; None when a list holds anything but numbers of ten
    digits. A list of 0 alone says that there is a TIN only."""
    lengths = _lengths(lists)
    if (lengths % _NPI).any():
        lists = [b"" if one == b"0" else one for one in (one.translate(None, _SPACE) for one in lists)]
        lengths = _lengths(lists)
        if (lengths % _NPI).any():
            return None
    npis = _numbers(b",".join([*filter(None, lists), b""]), int(lengths.sum()) // _NPI)
    return None if npis is None else (lengths // _NPI, npis)


def _lengths(lists: list[bytes]) -> Numbers:
    """The bytes of each list with a comma behind it; 0 for one that is empty."""
    lengths = np.fromiter(map(len, lists), np.int64, len(lists))
    return lengths + (lengths > 0)


def _numbers(text: bytes, count: int) -> Numbers | None:
    """The numbers of ten digits in a text, each with a comma behind it; None when one is not.

    Eight digits are read as a word of 64 bits, and added up within it: by pairs, by fours, by eights.
    """
    if not count:
        return np.zeros(0, np.int64)
    if text[_NPI - 1 :: _NPI] != b"," * count:
        return None
    eight = np.ndarray(count, "<u8", text, 0, (_NPI,)) ^ _WORD(0x3030303030303030)
    two = np.ndarray(count, "<u2", text, 8, (_NPI,)) ^ np.uint16(0x3030)
    beyond = (eight + _WORD(0x0606060606060606)) | eight
    if (beyond & _WORD(0xF0F0F0F0F0F0F0F0)).any() or (((two + np.uint16(0x0606)) | two) & np.uint16(0xF0F0)).any():
        return None
    for base, bits, mask in ((10, 8, 0x00FF00FF00FF00FF), (100, 16, 0x0000FFFF0000FFFF), (10_000, 32, 0xFFFFFFFF)):
        np.right_shift(eight, _WORD(bits), out=beyond)
        eight *= _WORD(base)
        eight += beyond
        eight &= _WORD(mask)
    eight *= _WORD(100)
    eight += (two & np.uint16(0xFF)) * np.uint16(10) + (two >> np.uint16(8))
    numbers: Numbers = eight.view(np.int64)
    return numbers if int(numbers.min()) >= _LEAST else None
