"""Spark gives what DuckDB gives, row for row, on claims in which every edit finds something."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from engines.compare import Looking, differences
from engines.every_edit import case_reference, multiplied, of_cases, parted
from sightline.cli import main
from sightline.edits.check import Checker
from sightline.edits.load import load
from sightline.engines.spark import Spark, SparkError, words
from sightline.reference.store import open_reference
from sightline.run import check

LINES = 3_000


@pytest.fixture(scope="module")
def both(session, tmp_path_factory):
    """DuckDB's answer, the folder with Spark's, and the joins without a key."""
    folder = tmp_path_factory.mktemp("spark")
    reference = case_reference(open_reference(), folder)
    now, before = parted(multiplied(of_cases(), LINES))
    result = Checker(reference).check(*now, before)
    frames = []
    for name, tables in (("now", now), ("before", (before.claims, before.lines, before.diagnoses))):
        of = []
        for number, table in enumerate(tables):
            pq.write_table(table, folder / f"{name}-{number}.parquet")
            of.append(session.read.parquet(str(folder / f"{name}-{number}.parquet")))
        frames.append(of)
    past = [frame.withColumn("claim_key", frame["claim_key"] + (1 << 61)) for frame in frames[1]]
    engine = Looking(session, folder.as_uri())
    answer = check(frames[0], history=past, engine=engine, reference=reference)
    for table in ("findings", "not_checked"):
        getattr(answer, table).write.parquet(str(folder / table))
    yield result, answer, folder, engine.without_key
    answer.close()
    assert not engine.exists(engine.scratch)


def test_every_edit_fires(both):
    assert set(pc.unique(both[0].findings["edit"]).to_pylist()) == {edit.id for edit in load()}


@pytest.mark.parametrize("table", ["findings", "not_checked"])
def test_rows_are_those_of_duckdb(both, table):
    result, _, folder, _ = both
    assert differences(getattr(result, table), folder / table) == []


def test_counts_are_those_of_duckdb(both):
    result, answer, _, _ = both
    history = {name: count for name, count in answer.summary.items() if name.startswith("history_")}
    assert history["history_lines"] > 0
    assert answer.summary == result.summary | history
    assert answer.reference == result.reference


def test_no_join_compares_all_with_all(both):
    assert both[3] == []


def test_the_users_session_is_left_alone(both, session):
    assert [each.name for each in session.catalog.listTables()] == []


def test_lines_by_their_address_and_answers_in_parquet(session, tmp_path):
    claims = tmp_path / "claims"
    claims.mkdir()
    run = CliRunner().invoke(
        main, ["convert", "examples/ct-guided-lung-biopsy.837", "--output", str(claims / "a.parquet")]
    )
    assert run.exit_code == 0, run.output
    table = pq.read_table(claims / "a.parquet")
    blank = pa.array(["", *table["code"].to_pylist()[1:]], table["code"].type)
    worse = table.set_column(table.column_names.index("code"), "code", blank)
    pq.write_table(worse, claims / "b.parquet")
    output = tmp_path / "out"
    options = ["--select", "CLM,NPI,PTP,MUE001", "--output", str(output), "--fail-on", "never"]
    given = ["--claims", claims.as_uri(), "--history", claims.as_uri()]
    run = CliRunner().invoke(main, ["check", "--engine", "spark", *given, *options])
    assert run.exit_code == 0, run.output
    result = check(claims, history=claims, select=["CLM", "NPI", "PTP", "MUE001"])
    (about,) = pq.read_table(output / "summary")["sightline"].to_pylist()
    summary = json.loads(about)["summary"]
    assert summary == result.summary
    assert summary["rejected_lines"] == summary["history_rejected_lines"] > 0
    assert summary["lines"] + summary["rejected_lines"] == summary["lines_in_file"]
    written = pq.read_table(output / "findings")
    names = ["edit", "status", "claim", "line", "message", "file", "segment"]
    assert sorted(map(str, written.select(names).to_pylist())) == sorted(
        map(str, result.findings.select(names).to_pylist())
    )
    assert pq.read_table(output / "rejected")["message"].to_pylist() == result.rejected["reason"].to_pylist()
    again = CliRunner().invoke(main, ["check", "--engine", "spark", str(claims), "--output", str(output)])
    assert again.exit_code == 2
    assert "is there already" in again.output


def test_an_earlier_line_that_cannot_be_read_is_noted(session, tmp_path):
    from sightline.claims.on_spark import claims_of

    rows = {"claim_id": ["A", "A"], "line_no": [1, 2], "code": ["77012", ""], "date_from": ["2026-04-02"] * 2}
    pq.write_table(pa.table(rows), tmp_path / "a.parquet")
    engine = Spark(session, tmp_path.as_uri())
    there = claims_of(engine, (tmp_path / "a.parquet").as_uri())
    notes = [row.message for row in there.after(there).issues.collect()]
    assert [note for note in notes if note.endswith("(claim A); nothing is compared with this earlier line")]
    engine.close()


def test_what_spark_does_not_do_is_said(tmp_path):
    run = CliRunner().invoke(main, ["check", "--engine", "spark", "x.parquet", "--price", "--output", str(tmp_path)])
    assert run.exit_code == 2
    assert "--price is not there with --engine spark" in run.output
    run = CliRunner().invoke(main, ["check", "--engine", "spark", "x.parquet"])
    assert "add --output" in run.output


def test_a_dataframe_that_is_none_of_claims(session):
    from sightline.claims import ClaimsError

    frame = session.createDataFrame([(1, "x")], ["a", "b"])
    with pytest.raises(ClaimsError, match="claim_id"):
        check(frame, engine=session)
    with pytest.raises(ClaimsError, match="no column"):
        check((frame, frame, frame), engine=session)


def test_words():
    assert words("CAST(a AS VARCHAR)") == "CAST(a AS STRING)"
    assert words("string_agg(a, ', ' ORDER BY b)") == "string_agg(a, ', ') WITHIN GROUP (ORDER BY b)"
    assert words(r"'\d'") == r"'\\d'"


def test_a_cluster_needs_a_scratch_folder(monkeypatch):
    class Cluster:
        class sparkContext:
            master = "yarn"

        class conf:
            set = staticmethod(lambda *_: None)

        def newSession(self):
            return self

    with pytest.raises(SparkError, match="scratch"):
        Spark(Cluster())
