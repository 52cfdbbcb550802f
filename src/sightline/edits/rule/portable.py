"""The lint that keeps the text of edits and relations to what SQLite (3.39 or later) and DuckDB mean alike.

What only one of them has is a function registered in both (engines/sqlite.py, engines/duckdb.py), never a second text.
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
        (r"\[", "SQLite has no lists: write rows, or EXISTS over a relation"),
        (r"\b(list_\w+|array_\w+|unnest|generate_\w+|struct_\w+)\s*\(", "SQLite has no lists: write rows"),
        (r"\bDATE\s+'", "write a date as its text, '2019-07-01': SQLite has no DATE literals"),
        (r"\bINTERVAL\b", "write add_days(date, days) or add_months(date, months): SQLite has no intervals"),
        (r"\b(string_agg|group_concat|listagg)\s*\(", "write listed(text, separator, order)"),
        (r"\b(left|right|concat|concat_ws|starts_with|contains|strftime)\s*\(", "SQLite has no such function"),
        (
            r"\b(year|month|day|date_part|date_trunc|date_diff|datediff|extract)\s*\(",
            "write substr(CAST(date AS VARCHAR), …)",
        ),
        (r"\b(bool_or|bool_and|any_value|arg_max|arg_min|first|last)\s*\(", "write max(CASE WHEN … THEN 1 ELSE 0 END)"),
        (
            r"\b(regexp_full_match|regexp_matches|regexp_extract|format|printf|to_json)\s*\(",
            "not portable: use regexp_replace",
        ),
        (r"::", "write CAST(… AS …)"),
        (r"\bILIKE\b|\bSIMILAR\b|\bGLOB\b", "not portable: LIKE minds case on both engines"),
        (r"\b(EXCEPT|EXCLUDE|REPLACE)\s*\((?=[^)]*\)\s+FROM)", "SELECT * without columns is not portable: name them"),
        (r"\bGROUP\s+BY\s+ALL\b|\bORDER\s+BY\s+ALL\b", "BY ALL is not portable: name the columns"),
        (r"\bMATERIALIZED\b", "MATERIALIZED is not portable"),
        (r"\b(SEMI|ANTI|POSITIONAL|LATERAL)\s+(JOIN\b|\()|\bLATERAL\b", "write EXISTS or NOT EXISTS"),
        (r"//|\bDIV\b|\bMOD\s*\(", "integer division differs: write CAST(round(x / y) AS …)"),
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


def without_strings(sql: str) -> str:
    """`sql` with the text of its strings blanked; places stay."""
    return _STRING.sub(lambda m: "'" + " " * (len(m[0]) - 2) + "'", sql)


def lint(sql: str) -> Iterator[Banned]:
    """Yield each banned construct of an edit's SQL text, strings and comments aside."""
    plain = without_strings(without_comments(sql))
    for pattern, message in BANNED:
        for match in pattern.finditer(plain):
            yield Banned(plain[: match.start()].count("\n"), message)
