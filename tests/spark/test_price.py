"""Spark pays what DuckDB pays, to the cent and step by step, on lines of which every rule of pricing speaks."""

from __future__ import annotations

import json

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from engines.every_price import contract, contract_of_scales, of_rules, rule_reference
from sightline.batches import Work, steps_of
from sightline.cli import main
from sightline.edits.rule.load import load
from sightline.payers.table import open_payers
from sightline.pricing.denials import DENYING, LEAST
from sightline.pricing.price import Options, PriceError
from sightline.pricing.result import rules
from sightline.reference.store import open_reference
from sightline.run import price
from sightline.spark.reading import TABLES
from spark.compare import differences

#: What no line is here: every locality of the starter has a factor, no claim is replaced, a scan without the row of
#: its component is denied before, and no file of drugs, laboratory tests or equipment is loaded (tests/pricing/test_listed.py).
_LISTED = {"asp", "clfs", "dmepos", "drug-in-facility", "no-listed-price", "listed-modifier", "no-state", "rural-or-not",
           "rental-month"}  # fmt: skip
_ABSENT = {"no-anesthesia-factor", "replaced", "voided", "no-component-row", "percent-of-asp", *_LISTED}
_AETNA = {"payer_name": "AETNA", "filing_code": "CI"}


@pytest.fixture(scope="module")
def runs(session, tmp_path_factory):
    """DuckDB's answer, Spark's and the folder where it is written, by Medicare and by a contract."""
    reference = rule_reference(open_reference(), tmp_path_factory.mktemp("reference"))
    found = {}
    for name, claim, options in (
        ("medicare", {}, {"nonparticipating": True, "sequestration": True}),
        ("contract", _AETNA, {"contract": contract(tmp_path_factory.mktemp("terms"))}),
        ("scales", _AETNA, {"contract": contract_of_scales(tmp_path_factory.mktemp("scales"))}),
    ):  # fmt: skip
        folder = tmp_path_factory.mktemp(name)
        tables = of_rules(**claim)
        frames = []
        for number, table in enumerate(tables):
            pq.write_table(table, folder / f"{number}.parquet")
            frames.append(session.read.parquet(str(folder / f"{number}.parquet")))
        findings = name == "medicare"
        priced = price(tuple(frames), engine=session, reference=reference, findings=findings, **options)
        for table in ("table", "steps"):
            getattr(priced, table).write.parquet(str(folder / table))
        denying = [edit.id for edit in load() if edit.disposition in DENYING] if findings else [LEAST]
        work = Work(reference, tuple(denying), open_payers(), pricing=Options(**options), denying=findings)
        found[name] = work.price(tables), priced, folder
    yield found
    for _, priced, _ in found.values():
        priced.close()
        assert not priced.engine.exists(priced.engine.scratch)


def test_every_rule_speaks(runs):
    told = {rule for mine, *_ in runs.values() for rule in pc.unique(mine.steps["rule"]).to_pylist()}
    assert set(rules()) - _ABSENT - told == set()


@pytest.mark.parametrize("pays", ["medicare", "contract", "scales"])
def test_rows_are_those_of_duckdb(runs, pays):
    mine, _, folder = runs[pays]
    assert differences(mine.table, folder / "table") == []
    assert differences(steps_of(mine), folder / "steps") == []


@pytest.mark.parametrize("pays", ["medicare", "contract", "scales"])
def test_totals_and_sources_are_those_of_duckdb(runs, pays):
    mine, theirs, _ = runs[pays]
    assert theirs.summary == mine.summary
    assert theirs.reference == mine.reference


def test_no_amount_is_binary(runs):
    for _, priced, _ in runs.values():
        for frame in (priced.table, priced.steps):
            assert not [name for name, kind in frame.dtypes if kind in ("float", "double")]


def test_the_command_prices_lines_by_their_address(session, tmp_path):
    claims, output = tmp_path / "claims.parquet", tmp_path / "out"
    run = CliRunner().invoke(main, ["convert", "examples/ct-guided-lung-biopsy.837", "--output", str(claims)])
    assert run.exit_code == 0, run.output
    mine = price(claims, zip_code="35203")
    assert set(mine.table["reason"].to_pylist()) >= {"denied", ""}
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
    names = ("claim", "line", "diagnosis")
    return [table.slice(0, 5).select(TABLES[name].names) for name, table in zip(names, of_rules(), strict=True)]
