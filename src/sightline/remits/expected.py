"""What each claim line was expected to pay: the one place where reconciling meets pricing."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sightline.engines.duckdb import DuckDB
from sightline.payers.profile import DEFAULT, find_profile
from sightline.pricing.denials import DENYING
from sightline.pricing.result import Priced, rules

from .relation import relation

_NO_CONTRACT = "no contract with this payer is given: --contract says what it pays"


def expected_amounts(engine: DuckDB, priced: Priced, bundled: frozenset[str]) -> None:
    """Make the relation `expected`: the expected amount of every line of a pricing run (relations/expected.sql).

    `bundled` are the adjustment reasons (CARC) that say that a line is included in another. Where no contract is given,
    Medicare's amounts are expected of Medicare, and of claims that name no payer; of other payers only what findings
    deny. Input: claim_read.
    """
    engine.register("price", _prices(priced))
    engine.register(
        "price_reason", pa.table({"reason": list(rules()), "says": [rule["says"] for rule in rules().values()]})
    )
    engine.register("payer", _payers(priced))
    engine.register("including", _including(priced, bundled))
    expecting = ("contract", None) if priced.contract else ("fee schedule", _NO_CONTRACT)
    names = ("basis", "without_contract")
    engine.register("expecting", pa.table([pa.array([each], pa.string()) for each in expecting], names=names))
    engine.create("expected", relation("expected"))


def _prices(priced: Priced) -> pa.Table:
    """What each line is allowed, why, and the edit that denies it; of all that a price says no more."""
    lines, amounts = priced.lines, priced.amounts
    columns = (lines["claim_key"], lines["line_no"], amounts["allowed"], amounts["reason"], priced.denied_by)
    return pa.table(dict(zip(("claim_key", "line", "allowed", "reason", "denied_by"), columns, strict=True)))


def _payers(priced: Priced) -> pa.Table:
    """The payers that the claims name, and whether Medicare's amounts are expected of each."""
    if priced.check is None:
        raise ValueError("expected amounts need the findings of the pricing run")
    payers = priced.check.payers
    unnamed = pc.equal(pc.add(pc.binary_length(payers["payer_id"]), pc.binary_length(payers["payer_name"])), 0)
    medicare = pc.and_(pc.equal(payers["payer"], find_profile(DEFAULT).title), pc.or_(payers["known"], unnamed))
    return payers.select(["payer_id", "payer_name", "filing_code"]).append_column("medicare", medicare)


def _including(priced: Priced, bundled: frozenset[str]) -> pa.Table:
    """The edit that says that a line is included in another, for the lines that one denies so: claim_key, line, edit."""
    assert priced.check is not None
    edits = pa.array([e.id for e in priced.check.edits if e.disposition in DENYING and e.carc in bundled], pa.string())
    findings = priced.check.findings
    bundling = pc.and_(pc.is_in(findings["edit"], edits), pc.is_valid(findings["line"]))
    failing = pc.or_(pc.equal(findings["status"], "fail"), findings["outdated"])
    found = findings.select(["claim_key", "line", "edit"]).filter(pc.and_(bundling, failing))
    last = found.group_by(["claim_key", "line"], use_threads=False).aggregate([("edit", "last")])
    return last.rename_columns(["claim_key", "line", "edit"])
