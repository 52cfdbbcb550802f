"""What one unit is paid in the situations that small runs have met, so that the next one need not work it out again.

A situation is code, modifiers, place, era, ZIP code, term and given locality; what it pays depends on nothing else while
the tables beside it stay.
"""

from __future__ import annotations

import pyarrow as pa

from sightline.pricing.lines import Lines

#: Situations that are kept; of more the start is made anew.
_MOST = 5_000

_Situation = tuple[object, ...]


class Situations:
    """The rows of the relations `unit` and `explained` by situation, as long as `edition` stays the same."""

    def __init__(self) -> None:
        self._start(-1)

    def _start(self, edition: int) -> None:
        self._edition = edition
        self._at: dict[_Situation, int] = {}
        self._tables: tuple[pa.Table, pa.Table] | None = None

    def recall(self, read: Lines, edition: int) -> tuple[pa.Table, pa.Table] | None:
        """`unit` and `explained` for the situations of a run, in their order; None when one of them is new."""
        if edition != self._edition or self._tables is None:
            return None
        at = [self._at.get(situation) for situation in _situations(read)]
        if None in at:
            return None
        numbers = pa.array(range(len(at)), pa.int32())
        places = pa.array(at, pa.int32())
        return tuple(_numbered(table.take(places), numbers) for table in self._tables)

    def keep(self, read: Lines, edition: int, unit: pa.Table, explained: pa.Table) -> None:
        """Remember what a run has worked out; both tables have a row for each of its situations."""
        if edition != self._edition or len(self._at) + read.situation.num_rows > _MOST:
            self._start(edition)
        found = [table.sort_by("situation_no") for table in (unit, explained)]
        first = self._tables[0].num_rows if self._tables else 0
        for number, situation in enumerate(_situations(read)):
            self._at[situation] = first + number
        before = self._tables or tuple(table.slice(0, 0) for table in found)
        self._tables = tuple(pa.concat_tables(both).combine_chunks() for both in zip(before, found, strict=True))


def _situations(read: Lines) -> list[_Situation]:
    """The situations of a run in words, since each run numbers codes, modifiers and ZIP codes anew."""
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


def _numbered(table: pa.Table, numbers: pa.Array) -> pa.Table:
    at = table.column_names.index("situation_no")
    return table.set_column(at, table.schema.field(at), numbers)
