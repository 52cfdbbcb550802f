"""Which relations some edits read, and which of their columns: of many lines nothing else is made.

A word of a query counts as a column wherever it is one, so that rather more is made than is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sightline.edits.facts import relation
from sightline.edits.rule.portable import without_comments, without_strings

if TYPE_CHECKING:
    from sightline.engines.duckdb import DuckDB

#: What `service` is joined of.
OF_SERVICE = ("line", "situation", "rendering", "imaged")
#: The columns by which it is joined.
_KEYS = frozenset({"situation", "rendering", "patient_day", "stands", "imaged_day"})
_WORD = re.compile(r"[a-z_][a-z0-9_]*")
_STAR = re.compile(r"(?:\bselect\s+(?:distinct\s+)?|,\s*|\.)\*|\bnatural\b")


class _Text(NamedTuple):
    """The words of a query, and whether it takes all columns of something."""

    words: frozenset[str]
    star: bool

    def reads(self, name: str) -> bool:
        """Whether the query may read a relation."""
        return name in self.words or (name in OF_SERVICE and "service" in self.words)


@cache
def _text(sql: str) -> _Text:
    plain = without_strings(without_comments(sql)).lower()
    return _Text(frozenset(_WORD.findall(plain)), _STAR.search(plain) is not None)


class Reads:
    """What the queries of some edits read, through the relations `made` of one another too."""

    def __init__(self, queries: Iterable[str], made: Sequence[str]) -> None:
        self._queries = {_text(sql) for sql in queries}
        self._made: dict[str, _Text] = {}
        self._cuts: dict[str, tuple[str, tuple[str, ...]]] = {}
        asked = list(self._queries)
        while asked:
            text = asked.pop()
            for name in made:
                if name not in self._made and text.reads(name):
                    self._made[name] = _text(relation(name))
                    asked.append(self._made[name])

    def __contains__(self, name: str) -> bool:
        """Whether the relation is read."""
        return name in self._made

    def cut(self, engine: DuckDB, name: str) -> tuple[str, tuple[str, ...]]:
        """The text of a relation with only the columns that are read, and these; what it reads must have been made.

        Of a part of `service` that no query names a column of there are none.
        """
        if name not in self._cuts:
            whole = relation(name)
            columns = engine.query(f"SELECT * FROM (\n{whole}\n) LIMIT 0", ordered=False).column_names
            read = tuple(column for column in columns if self._reads(name, column))
            if read and name in OF_SERVICE:
                read = tuple(column for column in columns if column in read or column in _KEYS)
            elif not read and any(name in text.words for text in self._texts()):
                read = (columns[0],)
            self._cuts[name] = (f"SELECT {', '.join(read)} FROM (\n{whole}\n)", read)
        return self._cuts[name]

    def _texts(self) -> Iterable[_Text]:
        yield from self._queries
        yield from self._made.values()

    def _reads(self, name: str, column: str) -> bool:
        # Relations name the columns that they read: a star in one is over what it named before.
        return any(text.reads(name) and (text.star or column in text.words) for text in self._queries) or any(
            text.reads(name) and column in text.words for each, text in self._made.items() if each != name
        )
