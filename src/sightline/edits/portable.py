"""The lint that keeps edit text meaning the same on DuckDB and on Spark.

Every construct here was measured to break or to differ silently between the two engines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r"'(?:[^']|'')*'")

BANNED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), message)
    for pattern, message in [
        (r"\bQUALIFY\b", "QUALIFY is not portable: filter a window in an outer SELECT"),
        (r"\bASOF\b", "ASOF joins are not portable: join on effective_from <= date AND date < effective_to"),
        (r"->", "lambdas and JSON arrows are not portable"),
        (r"\blambda\b", "lambdas are not portable"),
        (r"\[[^\]]*\bfor\b", "list comprehensions are not portable"),
        (r"\blist_contains\s*\(", "list_contains differs on NULL: use EXISTS over a plain UNNEST"),
        (r"\blist_has_any\s*\(", "list_has_any is not portable"),
        (r"\bgenerate_subscripts\s*\(", "generate_subscripts is not portable"),
        (r"\bregexp_full_match\s*\(", "regexp_full_match is not portable: anchor the pattern with ^ and $"),
        (r"\w\s*\[\s*\d+\s*\]", "s[1] indexes from one on DuckDB and from zero on Spark: use substr"),
        (r"\bformat\s*\(", "format('{}') is not portable: put placeholders into the message"),
        (r"\bto_json\s*\(", "to_json(struct) is not portable"),
        (r"\b(date_diff|datediff)\s*\(", "date_diff differs between engines: compare dates with + INTERVAL"),
        (r"\bMATERIALIZED\b", "MATERIALIZED is not portable"),
        (r"\bPREPARE\b", "PREPARE returned wrong rows: write plain SQL"),
        (
            r"\bOR\s+\w+(\.\w+)?\s+IS\s+NULL\s*\)?\s*(\)|$)",
            "OR … IS NULL in a join is slow: dates are half-open, to 9999-12-31",
        ),
        (r"\b(CREATE|INSERT|UPDATE|DELETE|DROP|ATTACH|COPY|PRAGMA)\b", "an edit only reads: one SELECT"),
        (r";\s*\S", "an edit is one statement"),
    ]
)


@dataclass(frozen=True)
class Banned:
    """A construct that an edit may not use: its line in the SQL text (0 = first) and what to write instead."""

    line: int
    message: str


def without_comments(sql: str) -> str:
    """`sql` with comments blanked; line numbers stay."""
    return _COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), sql)


def lint(sql: str) -> Iterator[Banned]:
    """Yield each banned construct of an edit's SQL text, strings and comments aside."""
    plain = _STRING.sub(lambda m: "'" + " " * (len(m[0]) - 2) + "'", without_comments(sql))
    for pattern, message in BANNED:
        for match in pattern.finditer(plain):
            yield Banned(plain[: match.start()].count("\n"), message)
