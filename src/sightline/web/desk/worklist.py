"""The claims of a result as a work list: one row a claim, with what is wrong and what is at stake; and the lines and findings
under it, by which the list is narrowed and counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.result import Result
from sightline.engines.duckdb import DuckDB
from sightline.web.desk.choice import AXES, REMITTED, Choice, matching

#: A way to sort the list: words for people, the columns and their order.
Sort = tuple[str, list[tuple[str, str]]]
SORTS: dict[str, Sort] = {
    "worst": ("worst first", [("rank", "ascending"), ("stake", "descending"), ("claim_key", "ascending")]),
    "stake": ("dollars at stake", [("stake", "descending"), ("claim_key", "ascending")]),
    "charge": ("charge", [("charge", "descending"), ("claim_key", "ascending")]),
    "recovered": ("dollars recovered", [("recovered", "descending"), ("claim_key", "ascending")]),
    "unpaid": ("dollars at stake after payment", [("unpaid", "descending"), ("claim_key", "ascending")]),
    "date": ("date of service", [("date", "ascending"), ("claim_key", "ascending")]),
    "file": ("order of the file", [("claim_key", "ascending")]),
}
#: A claim's state: the gravest status of its findings, overridden before information; else whether every edit could judge it.
STATES = ("fail", "bypassed", "review", "overridden", "info", "unchecked", "clean")
PER_PAGE, MOST_AT_ONCE = 50, 5_000

_CLAIMS = """
WITH of_line AS (
    SELECT claim_key, line, bool_or(status = 'fail') AS fails FROM finding GROUP BY claim_key, line
), stake AS (
    SELECT l.claim_key, CAST(sum(l.charge) AS DECIMAL(18, 2)) AS stake
    FROM service_line l
    WHERE EXISTS (SELECT 1 FROM of_line f
                  WHERE f.claim_key = l.claim_key AND f.fails AND (f.line IS NULL OR f.line = l.line_no))
    GROUP BY l.claim_key
), counted AS (
    SELECT claim_key, count(*) FILTER (status = 'fail') AS fail, count(*) FILTER (status = 'bypassed') AS bypassed,
        count(*) FILTER (status = 'review') AS review, count(*) FILTER (status = 'overridden') AS overridden,
        count(*) FILTER (status = 'info') AS info, coalesce(string_agg(DISTINCT edit, ' ' ORDER BY edit), '') AS edits
    FROM finding GROUP BY claim_key
), gap AS (
    SELECT claim_key, count(DISTINCT line) AS unchecked FROM gap_row GROUP BY claim_key
), billed AS (
    SELECT claim_key, count(*) AS lines, min(date_from) AS date, string_agg(code, ' ' ORDER BY line_no) AS codes,
        CAST(sum(charge) AS DECIMAL(18, 2)) AS charge
    FROM service_line GROUP BY claim_key
)
SELECT c.claim_key, c.claim_id, c.payer, c.provider, b.date,
    coalesce(b.lines, 0) AS lines, coalesce(b.codes, '') AS codes, coalesce(c.charge, b.charge) AS charge,
    coalesce(s.stake, 0) AS stake, coalesce(n.fail, 0) AS fail, coalesce(n.bypassed, 0) AS bypassed,
    coalesce(n.review, 0) AS review, coalesce(n.overridden, 0) AS overridden, coalesce(n.info, 0) AS info,
    coalesce(g.unchecked, 0) AS unchecked, coalesce(n.edits, '') AS edits, '' AS assigned,
    CAST(CASE WHEN n.fail > 0 THEN 0 WHEN n.bypassed > 0 THEN 1 WHEN n.review > 0 THEN 2 WHEN n.overridden > 0 THEN 3
        WHEN n.info > 0 THEN 4 WHEN g.claim_key IS NOT NULL THEN 5 ELSE 6 END AS INTEGER) AS rank
FROM claim_row c LEFT JOIN billed b USING (claim_key) LEFT JOIN stake s USING (claim_key)
LEFT JOIN counted n USING (claim_key) LEFT JOIN gap g USING (claim_key)
ORDER BY c.claim_key
"""
#: A row for each finding on each line that it is about (all lines, where it is about the claim), and for each line without any.
_ROWS = """
WITH billed AS (
    SELECT c.claim_key, coalesce(l.line_no, 0) AS line_no, c.payer, c.provider,
        coalesce(nullif(l.rendering_npi, ''), 'not named') AS rendering, coalesce(nullif(l.code, ''), 'no code') AS code,
        coalesce(strftime(l.date_from, '%Y-%m'), 'no date') AS month,
        CAST(coalesce(l.charge, 0) AS DECIMAL(18, 2)) AS charge
    FROM claim_row c LEFT JOIN service_line l USING (claim_key)
)
SELECT b.*, '' AS assigned, coalesce(f.edit, '') AS edit, coalesce(f.status, '') AS finding, f.number
FROM billed b LEFT JOIN finding f ON f.claim_key = b.claim_key AND (f.line IS NULL OR f.line = b.line_no)
ORDER BY b.claim_key, b.line_no, f.number
"""


class Worklist(NamedTuple):
    """`claims`: a row each, with number, payer, billing provider, date, lines, codes, charge and stake in dollars, findings by
    status and `rank`, a place in STATES. `rows`: a finding on a line each, by the AXES, with the line's charge and the finding's
    `number`. `stake` is what is charged on lines that fail, of their own or with their claim."""

    claims: pa.Table
    rows: pa.Table


def with_assigned(work: Worklist, names: Mapping[int, str], otherwise: str = "") -> Worklist:
    """A work list that says who works on each claim, by claim key; `otherwise` on the others."""
    keys, values = pa.array(list(names), pa.int64()), pa.array([*names.values(), otherwise], pa.string())

    def added(table: pa.Table) -> pa.Table:
        places = pc.fill_null(pc.index_in(table["claim_key"], keys), len(keys))
        return table.drop_columns(["assigned"]).append_column("assigned", pc.take(values, places))

    return Worklist(added(work.claims), added(work.rows))


def with_money(work: Worklist, money: pa.Table) -> Worklist:
    """A work list with the dollars of each claim after its remittances (money.OF_CLAIM); null for claims that are not in them."""
    places = pc.index_in(work.claims["claim_key"], money["claim_key"].combine_chunks())
    claims = work.claims
    for name in REMITTED:
        claims = claims.append_column(name, pc.take(money[name], places))
    return Worklist(claims, work.rows)


def worklist(result: Result) -> Worklist:
    """The work list of a result."""
    engine = DuckDB(threads=1)
    lines = ["claim_key", "line_no", "code", "charge", "date_from", "rendering_npi"]
    try:
        engine.register("finding", _findings(result))
        engine.register("gap_row", result.not_checked.select(["claim_key", "line"]))
        engine.register("service_line", result.lines.select(lines))
        engine.register("claim_row", _claims(result))
        return Worklist(engine.query(_CLAIMS), engine.query(_ROWS))
    finally:
        engine.close()


def _findings(result: Result) -> pa.Table:
    """Claim, line, edit, status and number of the findings; the status of one that is overridden is just that."""
    found = result.findings
    status = found["status"]
    if "override" in found.column_names:
        status = pc.if_else(pc.is_valid(found["override"]), "overridden", status)
    numbers = pa.array(range(found.num_rows), pa.int32())
    return found.select(["claim_key", "line", "edit"]).append_column("status", status).append_column("number", numbers)


def _claims(result: Result) -> pa.Table:
    """The claims with words for payer and billing provider."""
    claims = result.claims
    npi = pc.if_else(pc.equal(claims["billing_npi"], ""), claims["billing_tax_id"], claims["billing_npi"])
    provider = pc.utf8_trim_whitespace(pc.binary_join_element_wise(npi, claims["billing_name"], " "))
    return (
        claims.select(["claim_key", "claim_id", "charge"])
        .append_column("payer", _named(claims["payer_name"], "payer not named"))
        .append_column("provider", _named(provider, "provider not named"))
    )


def _named(column: pa.ChunkedArray, otherwise: str) -> pa.ChunkedArray:
    column = pc.fill_null(column, "")
    return pc.if_else(pc.equal(column, ""), otherwise, column)


@dataclass(frozen=True)
class Listed:
    """A page of the list: its rows, how many fit the choice, and of how many claims each state and each value of an axis is:
    all else chosen, what choosing it would show."""

    rows: list[dict[str, Any]]
    total: int
    pages: int
    at: int
    states: dict[str, int]
    facets: dict[str, list[tuple[str, int]]]


def fitting(work: Worklist, choice: Choice) -> pa.Table:
    """The claims that fit a choice, in its order."""
    claims = _in_state(_with_text(_having(work.claims, matching(work.rows, choice)), choice), choice)
    return claims.take(pc.sort_indices(claims, SORTS.get(choice.sort, SORTS["worst"])[1]))


def listed(work: Worklist, choice: Choice) -> Listed:
    """The part of a work list that fits a choice, with the counts of its facets."""
    claims = fitting(work, choice)
    stateless = _with_text(_having(work.claims, matching(work.rows, choice)), choice)
    counts = {each["values"]: each["counts"] for each in pc.value_counts(stateless["rank"]).to_pylist()}
    texted = _in_state(_with_text(work.claims, choice), choice)["claim_key"]
    facets = {name: _counted(matching(work.rows, choice, name), name, texted) for name in AXES}
    pages = max(-(-claims.num_rows // PER_PAGE), 1)
    at = min(choice.at, pages)
    shown = claims.slice((at - 1) * PER_PAGE, PER_PAGE) if at else claims.slice(0, MOST_AT_ONCE)
    rows = shown.to_pylist()
    return Listed(
        [{**row, "state": STATES[row["rank"]]} for row in rows], claims.num_rows, pages, at,
        {name: counts.get(rank, 0) for rank, name in enumerate(STATES)}, facets,
    )  # fmt: skip


def neighbors(work: Worklist, choice: Choice, key: int) -> tuple[int | None, int | None]:
    """The claims before and after one in the list; None at its ends, and for a claim that is not in it."""
    keys = fitting(work, choice)["claim_key"].to_pylist()
    if key not in keys:
        return None, None
    at = keys.index(key)
    return keys[at - 1] if at else None, keys[at + 1] if at + 1 < len(keys) else None


def _having(claims: pa.Table, rows: pa.Table) -> pa.Table:
    return claims.filter(pc.is_in(claims["claim_key"], pc.unique(rows["claim_key"])))


def _with_text(claims: pa.Table, choice: Choice) -> pa.Table:
    for word in choice.text.split():
        texts = pc.binary_join_element_wise(claims["claim_id"], claims["codes"], claims["edits"], " ")
        claims = claims.filter(pc.match_substring(texts, word, ignore_case=True))
    return claims


def _in_state(claims: pa.Table, choice: Choice) -> pa.Table:
    if choice.state not in STATES:
        return claims
    return claims.filter(pc.equal(claims["rank"], STATES.index(choice.state)))


def _counted(rows: pa.Table, axis: str, keys: pa.ChunkedArray) -> list[tuple[str, int]]:
    """The values of an axis with the number of claims that have each, the most first."""
    rows = rows.filter(pc.and_(pc.is_in(rows["claim_key"], keys), pc.not_equal(rows[axis], "")))
    each = rows.group_by([axis, "claim_key"], use_threads=False).aggregate([])
    counts = [(row["values"], row["counts"]) for row in pc.value_counts(each[axis]).to_pylist()]
    return sorted(counts, key=lambda pair: (-pair[1], pair[0]))
