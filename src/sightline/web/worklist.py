"""The claims of a result as a work list: one row a claim, with what is wrong and what is at stake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.edit import STATUSES
from sightline.edits.result import Result
from sightline.engines.duckdb import DuckDB

#: How the list can be sorted: a word for people, the columns and their order.
SORTS = {
    "worst": ("worst first", [("rank", "ascending"), ("stake", "descending"), ("claim_key", "ascending")]),
    "stake": ("dollars at stake", [("stake", "descending"), ("claim_key", "ascending")]),
    "charge": ("charge", [("charge", "descending"), ("claim_key", "ascending")]),
    "date": ("date of service", [("date", "ascending"), ("claim_key", "ascending")]),
    "file": ("order of the file", [("claim_key", "ascending")]),
}
#: A claim's standing: the gravest status of its findings; else whether every edit could judge it.
STANDINGS = (*STATUSES, "unchecked", "clean")
PER_PAGE = 50

_QUERY = """
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
        count(*) FILTER (status = 'review') AS review, count(*) FILTER (status = 'info') AS info,
        ' ' || string_agg(DISTINCT edit, ' ') || ' ' AS edits
    FROM finding GROUP BY claim_key
), gap AS (
    SELECT claim_key, count(DISTINCT line) AS unchecked FROM gap_row GROUP BY claim_key
), billed AS (
    SELECT claim_key, count(*) AS lines, min(date_from) AS date, string_agg(code, ' ' ORDER BY line_no) AS codes,
        CAST(sum(charge) AS DECIMAL(18, 2)) AS charge
    FROM service_line GROUP BY claim_key
)
SELECT c.claim_key, c.claim_id, coalesce(nullif(c.payer_name, ''), 'payer not named') AS payer, b.date,
    coalesce(b.lines, 0) AS lines, coalesce(b.codes, '') AS codes, coalesce(c.charge, b.charge) AS charge,
    coalesce(s.stake, 0) AS stake, coalesce(n.fail, 0) AS fail, coalesce(n.bypassed, 0) AS bypassed,
    coalesce(n.review, 0) AS review, coalesce(n.info, 0) AS info, coalesce(g.unchecked, 0) AS unchecked,
    coalesce(n.edits, '') AS edits,
    CAST(CASE WHEN n.fail > 0 THEN 0 WHEN n.bypassed > 0 THEN 1 WHEN n.review > 0 THEN 2 WHEN n.info > 0 THEN 3
        WHEN g.claim_key IS NOT NULL THEN 4 ELSE 5 END AS INTEGER) AS rank
FROM claim_row c LEFT JOIN billed b USING (claim_key) LEFT JOIN stake s USING (claim_key)
LEFT JOIN counted n USING (claim_key) LEFT JOIN gap g USING (claim_key)
ORDER BY c.claim_key
"""


def worklist(result: Result) -> pa.Table:
    """One row per claim: number, payer, date, lines, codes, charge and stake in dollars, findings by status, `rank`.

    `stake` is what is charged on lines that fail, of their own or with their claim; `rank` a place in STANDINGS.
    """
    engine = DuckDB(threads=1)
    try:
        engine.small(result.lines.num_rows < 2000)
        engine.register("finding", result.counting.select(["claim_key", "line", "edit", "status"]))
        engine.register("gap_row", result.not_checked.select(["claim_key", "line"]))
        engine.register("service_line", result.lines.select(["claim_key", "line_no", "code", "charge", "date_from"]))
        engine.register("claim_row", result.claims.select(["claim_key", "claim_id", "payer_name", "charge"]))
        return engine.query(_QUERY)
    finally:
        engine.close()


@dataclass(frozen=True)
class Choice:
    """What of the list is wanted: "" means all. `text` is looked for in claim numbers, codes and edits."""

    standing: str = ""
    payer: str = ""
    edit: str = ""
    text: str = ""
    sort: str = "worst"
    page: int = 1


@dataclass(frozen=True)
class Listed:
    """A page of the list: its rows, how many fit the choice, and how many of these have each standing."""

    rows: list[dict[str, Any]]
    total: int
    pages: int
    standings: dict[str, int]


def listed(table: pa.Table, choice: Choice) -> Listed:
    """The part of a work list that a choice asks for. Standings are counted before the choice of one."""
    if choice.payer:
        table = table.filter(pc.equal(table["payer"], choice.payer))
    if choice.edit:
        table = table.filter(pc.match_substring(table["edits"], f" {choice.edit} "))
    for word in choice.text.split():
        texts = pc.binary_join_element_wise(table["claim_id"], table["codes"], table["edits"], " ")
        table = table.filter(pc.match_substring(texts, word, ignore_case=True))
    counts = {each["values"]: each["counts"] for each in pc.value_counts(table["rank"]).to_pylist()}
    standings = {name: counts.get(rank, 0) for rank, name in enumerate(STANDINGS)}
    if choice.standing in STANDINGS:
        table = table.filter(pc.equal(table["rank"], STANDINGS.index(choice.standing)))
    pages = max(-(-table.num_rows // PER_PAGE), 1)
    start = (min(max(choice.page, 1), pages) - 1) * PER_PAGE
    order = pc.sort_indices(table, SORTS.get(choice.sort, SORTS["worst"])[1])
    rows = table.take(order[start : start + PER_PAGE]).to_pylist()
    return Listed([{**row, "standing": STANDINGS[row["rank"]]} for row in rows], table.num_rows, pages, standings)


def choices(table: pa.Table) -> dict[str, list[str]]:
    """The payers and the edits that a list can be narrowed to."""
    edits = {edit for each in pc.unique(table["edits"]).to_pylist() for edit in each.split()}
    return {"payer": sorted(pc.unique(table["payer"]).to_pylist()), "edit": sorted(edits)}
