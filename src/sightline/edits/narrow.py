"""What queries of many lines read, so that nothing else is made or joined: which relations, and which of their columns.

A word of a query counts as a column wherever it is one, so that rather more is made than is read. Each query over `service`
reads from `line` and what it is joined with the columns that it names: a view of all columns would cost more to plan, for
every edit anew, than most edits cost to run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sightline.edits.facts import relation
from sightline.edits.rule.portable import without_comments, without_strings

if TYPE_CHECKING:
    from sightline.engines.duckdb import DuckDB

#: What `line` is joined with, as relations/service.sql does.
_JOINED = {
    "situation": "JOIN situation USING (situation)",
    "rendering": "JOIN rendering USING (rendering)",
    "imaged": "LEFT JOIN imaged ON imaged_day = patient_day AND stands",
}
_WORD = re.compile(r"[a-z_][a-z0-9_]*")
_SERVICE = re.compile(r"\b(FROM|JOIN)(\s+)service\b(\s+(?:AS\s+)?[a-z_]\w*)?")
_ALL_OF_SERVICE = re.compile(r"(?<!\.)\*\s+FROM\s+service\b")
#: What `service` is joined of.
_OF_SERVICE = ("line", "situation", "rendering", "imaged")
#: The columns by which it is joined.
_KEYS = frozenset({"situation", "rendering", "patient_day", "stands", "imaged_day"})
_STAR = re.compile(r"(?:\bselect\s+(?:distinct\s+)?|,\s*|\.)\*|\bnatural\b")


class _Text(NamedTuple):
    """The words of a query, and whether it takes all columns of something."""

    words: frozenset[str]
    star: bool

    def reads(self, name: str) -> bool:
        """Whether the query may read a relation."""
        return name in self.words or (name in _OF_SERVICE and "service" in self.words)


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
        unread = list(self._queries)
        while unread:
            text = unread.pop()
            for name in made:
                if name not in self._made and text.reads(name):
                    self._made[name] = _text(relation(name))
                    unread.append(self._made[name])

    def __contains__(self, name: str) -> bool:
        """Whether the relation is read."""
        return name in self._made

    def names(self, name: str) -> bool:
        """Whether some text has the name of a relation, of the reference too."""
        return any(name in text.words for text in self._texts())

    def cut(self, engine: DuckDB, name: str) -> tuple[str, tuple[str, ...]]:
        """The text of a relation with only the columns that are read, and these; what it reads must have been made.

        Of a part of `service` that no query names a column of there are none.
        """
        if name not in self._cuts:
            whole = relation(name)
            columns = engine.query(f"SELECT * FROM (\n{whole}\n) LIMIT 0", ordered=False).column_names
            read = tuple(column for column in columns if self._reads(name, column))
            if read and name in _OF_SERVICE:
                read = tuple(column for column in columns if column in read or column in _KEYS)
            elif not read and any(name in text.words for text in self._texts()):
                read = (columns[0],)
            self._cuts[name] = (f"SELECT {', '.join(read)} FROM (\n{whole}\n)", read)
        return self._cuts[name]

    def situation(self, engine: DuckDB) -> str:
        """The text of `situation` as `cut` gives it. That of `rendering` is cut here too: no other connection sees what it is
        made of."""
        self.cut(engine, "rendering")
        return self.cut(engine, "situation")[0]

    def _texts(self) -> Iterable[_Text]:
        yield from self._queries
        yield from self._made.values()

    def _reads(self, name: str, column: str) -> bool:
        # Relations name the columns that they read: a star in one is over what it named before.
        return any(text.reads(name) and (text.star or column in text.words) for text in self._queries) or any(
            text.reads(name) and column in text.words for each, text in self._made.items() if each != name
        )


@dataclass(frozen=True)
class Narrow:
    """The columns of `line` and, by name, of the relations that it joins."""

    line: frozenset[str]
    joined: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, engine: DuckDB, reads: Reads) -> Narrow:
        """As `reads` cuts the relations; one that is not read has no columns."""
        line, *joined = (frozenset(reads.cut(engine, name)[1] if name in reads else ()) for name in ("line", *_JOINED))
        return cls(line, dict(zip(_JOINED, joined, strict=True)))

    def query(self, sql: str) -> str:
        """The query with `service` cut to the columns that it names; all of them where it says *."""
        plain = without_strings(without_comments(sql))
        found = list(_SERVICE.finditer(plain))
        if not found:
            return sql
        names = [(match[3] or "service").split()[-1] for match in found]
        words = set(_WORD.findall(plain.lower()))
        every = any(f"{name}.*" in plain for name in names) or _ALL_OF_SERVICE.search(plain) is not None
        columns = sorted(name for name in self.line if every or name in words)
        joins = ""
        for name, theirs in self.joined.items():
            own = sorted(each for each in theirs - self.line if every or each in words)
            if own:
                columns += own
                joins += f" {_JOINED[name]}"
        service = f"(SELECT {', '.join(columns) or 'claim_key'} FROM line{joins})"
        for match in reversed(found):  # in the text itself: what is blanked in `plain` stays
            sql = f"{sql[: match.start()]}{match[1]}{match[2]}{service}{match[3] or ' service'}{sql[match.end() :]}"
        return sql
