"""What one unit is paid in the situations that small runs have met, so that the next one need not work it out again.

A situation is code, modifiers, place, era, ZIP code, term and given locality; what it pays depends on nothing else while
the tables beside it stay.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from sightline.pricing.lines import Lines
from sightline.tables import with_column

#: Situations that are kept; of more the start is made anew.
_MOST = 5_000

Situation = tuple[object, ...]


class Situations:
    """The rows of the relations `unit` and `explained` by situation, as long as `edition` stays the same."""

    def __init__(self) -> None:
        self._start(-1)

    def _start(self, edition: int) -> None:
        self._edition = edition
        self._at: dict[Situation, int] = {}
        self._tables: tuple[pa.Table, pa.Table] | None = None

    def recall(self, met: Sequence[Situation], edition: int) -> tuple[pa.Table, pa.Table] | None:
        """`unit` and `explained` for the situations that a run met, in their order; None when one of them is new."""
        if edition != self._edition or self._tables is None:
            return None
        at = [self._at.get(situation) for situation in met]
        if None in at:
            return None
        numbers = pa.array(range(len(at)), pa.int32())
        places = pa.array(at, pa.int32())
        return tuple(with_column(table.take(places), "situation_no", numbers) for table in self._tables)

    def keep(self, met: Sequence[Situation], edition: int, unit: pa.Table, explained: pa.Table) -> None:
        """Remember what a run has worked out; both tables have a row for each situation that it met."""
        if edition != self._edition or len(self._at) + len(met) > _MOST:
            self._start(edition)
        new = [number for number, situation in enumerate(met) if situation not in self._at]
        self._at |= {met[number]: len(self._at) + place for place, number in enumerate(new)}
        found = [table.sort_by("situation_no").take(pa.array(new, pa.int32())) for table in (unit, explained)]
        before = self._tables or tuple(table.slice(0, 0) for table in found)
        self._tables = tuple(pa.concat_tables(both).combine_chunks() for both in zip(before, found, strict=True))


def situations(read: Lines) -> list[Situation]:
    """The situations that a run meets, in words, since each run numbers codes, modifiers and ZIP codes anew."""
    columns = {name: read.situation[name].to_pylist() for name in read.situation.column_names}
    for number, texts, text in (
        ("code_no", read.code_scope, "code"),
        ("modifier_no", read.modifier_lists, "modifier_list"),
        ("zip_no", read.zip_scope, "zip"),
    ):
        words = texts[text].to_pylist()
        columns[number] = [words[n] for n in columns[number]]
    del columns["situation_no"]
    return list(zip(*columns.values(), strict=True))
