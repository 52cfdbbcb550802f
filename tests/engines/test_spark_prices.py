"""Spark pays what DuckDB pays, to the cent and step by step, on lines of which every rule of pricing speaks."""

from __future__ import annotations

import json

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from engines.compare import Looking, differences
from engines.every_price import aside, contract, denied, of_rules, rule_reference, unpaid
from sightline.claims.on_spark import claims_of
from sightline.cli import main
from sightline.edits.load import choose, load
from sightline.pricing.on_spark import denials_on_spark, price_on_spark
from sightline.pricing.price import Options, PriceError, Pricer
from sightline.pricing.result import rules
from sightline.pricing.run import price
from sightline.reference.store import open_reference

#: What no line can be here: every locality of the starter has a factor.
_ABSENT = {"no-anesthesia-factor"}


@pytest.fixture(scope="module")
def runs(session, tmp_path_factory):
    """DuckDB's answer, Spark's, the folder where it is written and the joins without a key, by Medicare and by a contract."""
    reference = rule_reference(open_reference(), tmp_path_factory.mktemp("reference"))
    agreed = contract(tmp_path_factory.mktemp("contract"))
    found = {}
    for name, claim, options in (
        ("medicare", {}, Options(nonparticipating=True, sequestration=True)),
        ("contract", {"payer_name": "AETNA", "filing_code": "CI"}, Options(contract=agreed)),
    ):
        folder = tmp_path_factory.mktemp(name)
        tables = of_rules(**claim)
        denials, left = denied(tables[1]), aside(tables[0])
        frames = []
        for number, table in enumerate((*tables, denials, left)):
            pq.write_table(table, folder / f"{number}.parquet")
            frames.append(session.read.parquet(str(folder / f"{number}.parquet")))
        engine = Looking(session, folder.as_uri())
        left_aside, denying = engine.own(frames.pop()), engine.own(frames.pop()).selectExpr("*", "'fail' AS status")
        denying = denials_on_spark(denying, ["PTP001"])
        priced = price_on_spark(engine, claims_of(engine, frames), Pricer(reference, options), denying, left_aside)
        for table in ("table", "steps"):
            getattr(priced, table).write.parquet(str(folder / table))
        found[name] = (
            Pricer(reference, options).price(*tables[:2], unpaid(tables[1], denials, left)),
            priced,
            folder,
            engine.without_key,
        )
    yield found
    for _, priced, _, _ in found.values():
        priced.close()
        assert not priced.engine.exists(priced.engine.scratch)


def test_every_rule_speaks(runs):
    told = {rule for mine, *_ in runs.values() for rule in pc.unique(mine.steps["rule"]).to_pylist()}
    assert told == set(rules()) - _ABSENT


@pytest.mark.parametrize("pays", ["medicare", "contract"])
@pytest.mark.parametrize("table", ["table", "steps"])
def test_rows_are_those_of_duckdb(runs, pays, table):
    mine, _, folder, _ = runs[pays]
    assert differences(getattr(mine, table), folder / table) == []


@pytest.mark.parametrize("pays", ["medicare", "contract"])
def test_totals_and_sources_are_those_of_duckdb(runs, pays):
    mine, theirs, _, without_key = runs[pays]
    assert theirs.summary == mine.summary
    assert theirs.reference == mine.reference
    assert without_key == []


def test_no_amount_is_binary(runs):
    for _, priced, _, _ in runs.values():
        for frame in (priced.table, priced.steps):
            assert not [name for name, kind in frame.dtypes if kind in ("float", "double")]


def test_the_command_prices_lines_by_their_address(session, tmp_path, monkeypatch):
    claims, output = tmp_path / "claims.parquet", tmp_path / "out"
    run = CliRunner().invoke(main, ["convert", "examples/ct-guided-lung-biopsy.837", "--output", str(claims)])
    assert run.exit_code == 0, run.output
    mine = price(claims, zip_code="35203")
    assert set(mine.table["reason"].to_pylist()) >= {"denied", ""}
    # The edits that deny a line here; all of them are held against DuckDB in test_spark.py.
    denying = choose(load(), sorted(set(mine.table["denied_by"].to_pylist()) - {""}))
    monkeypatch.setattr("sightline.pricing.run.load", lambda: denying)
    options = ["--zip", "35203", "--steps", "--output", str(output)]
    run = CliRunner().invoke(main, ["price", "--engine", "spark", "--claims", claims.as_uri(), *options])
    assert run.exit_code == 0, run.output
    assert differences(mine.table, output / "priced") == []
    (about,) = pq.read_table(output / "summary")["sightline"].to_pylist()
    assert json.loads(about)["summary"]["allowed"] == str(mine.summary["allowed"])
    steps = pq.read_table(output / "steps")
    assert steps.num_rows == mine.steps.num_rows
    assert "reference" in steps.column_names
    assert pq.read_table(output / "rejected").num_rows == 0


def test_what_cannot_be_priced_is_said(session, tmp_path):
    run = CliRunner().invoke(main, ["price", "--engine", "spark", "x.parquet"])
    assert run.exit_code == 2
    assert "add --output" in run.output
    run = CliRunner().invoke(
        main, ["price", "--engine", "spark", "x.parquet", "--format", "csv", "--output", str(tmp_path)]
    )
    assert "--format csv is not there with --engine spark" in run.output
    run = CliRunner().invoke(main, ["price", "x.837", "--steps"])
    assert "--steps goes with --engine spark" in run.output
    with pytest.raises(PriceError, match="99999-00"):
        price(tuple(map(session.createDataFrame, _tables())), engine=session, locality="99999-00", findings=False)


def _tables():
    from sightline.claims.on_spark import TABLES

    names = ("claim", "line", "diagnosis")
    return [table.slice(0, 5).select(TABLES[name].names) for name, table in zip(names, of_rules(), strict=True)]
