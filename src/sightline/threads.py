"""Work on columns of many rows at the same time: Arrow holds no lock of Python while it works."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Item = TypeVar("_Item")
_Answer = TypeVar("_Answer")
#: Fewer rows are worked through before threads have begun.
_MANY = 20_000


def each(make: Callable[[_Item], _Answer], items: Iterable[_Item], rows: int) -> list[_Answer]:
    """What `make` makes of each item, in order; `rows` is how many rows an item has."""
    threads = os.cpu_count() or 1
    if rows < _MANY or threads == 1:
        return [make(item) for item in items]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(make, items))


def called(*calls: Callable[[], _Answer], rows: int) -> list[_Answer]:
    """What some functions return that have nothing to do with each other."""
    return each(lambda call: call(), calls, rows)
