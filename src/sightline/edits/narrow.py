"""Queries over `service` for many lines: each reads from `line` and what it is joined with the columns that it names.

A view of all columns would cost more to plan, for every edit anew, than most edits cost to run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sightline.edits.reads import Reads
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
