"""Spark gives what DuckDB gives, row for row, on claims in which every edit finds something."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from engines.every_edit import case_reference, multiplied, of_cases, parted
from sightline.cli import main
from sightline.edits.check import Checker
from sightline.edits.rows import findings, not_checked
from sightline.edits.rule.load import load
from sightline.reference.store import open_reference
from sightline.run import check
from sightline.spark.reading import TABLES, claims_of
from sightline.spark.rows import table_of
from sightline.spark.session import Spark, SparkError
from spark.compare import differences

LINES = 3_500  # two tasks of few lines; DuckDB's answer is of many


@pytest.fixture(scope="module")
def both(session, tmp_path_factory):
    """DuckDB's answer, and the folder with Spark's."""
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
    engine = Spark(session, folder.as_uri())
    answer = check(frames[0], history=frames[1], engine=engine, reference=reference)
    for table in ("findings", "not_checked"):
        getattr(answer, table).write.parquet(str(folder / table))
    yield result, answer, folder
    answer.close()
    assert not engine.exists(engine.scratch)


def test_every_edit_fires(both):
    # The copies of the cases have other member numbers, which FRM001 judges.
    assert set(pc.unique(both[0].findings["edit"]).to_pylist()) == {edit.id for edit in load()} - {"FRM001"}


def test_rows_are_those_of_duckdb(both):
    result, _, folder = both
    assert differences(findings(result), folder / "findings") == []
    assert differences(not_checked(result), folder / "not_checked") == []


def test_counts_are_those_of_duckdb(both):
    result, answer, _ = both
    history = {name: count for name, count in answer.summary.items() if name.startswith("history_")}
    assert history["history_lines"] > 0
    assert answer.summary == result.summary | history
    assert answer.reference == result.reference


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
    from sightline.spark.reading import claims_of

    rows = {"claim_id": ["A", "A"], "line_no": [1, 2], "code": ["77012", ""], "date_from": ["2026-04-02"] * 2}
    pq.write_table(pa.table(rows), tmp_path / "a.parquet")
    engine = Spark(session, tmp_path.as_uri())
    there = claims_of(engine, (tmp_path / "a.parquet").as_uri())
    notes = [row.message for row in there.after(there).issues.collect()]
    assert [note for note in notes if note.endswith("(claim A); nothing is compared with this earlier line")]
    engine.close()


def test_what_spark_does_not_do_is_said(tmp_path):
    run = CliRunner().invoke(
        main, ["check", "--engine", "spark", "x.parquet", "--baseline", "x.json", "--output", str(tmp_path)]
    )
    assert run.exit_code == 2
    assert "--baseline is not there with --engine spark" in run.output
    run = CliRunner().invoke(main, ["check", "--engine", "spark", "x.parquet"])
    assert "add --output" in run.output


def test_a_dataframe_that_is_none_of_claims(session):
    from sightline.claims import ClaimsError

    frame = session.createDataFrame([(1, "x")], ["a", "b"])
    with pytest.raises(ClaimsError, match="claim_id"):
        check(frame, engine=session)
    with pytest.raises(ClaimsError, match="no column"):
        check((frame, frame, frame), engine=session)


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


def test_check_with_the_dollars_of_fixes(session, tmp_path):
    """Rows of one claim stand apart, payers differ, a patient has no birth date on one claim and a long account."""
    rows = many_accounts()
    pq.write_table(rows, tmp_path / "claims.parquet", row_group_size=500)
    output = tmp_path / "out"
    words = ["check", "--engine", "spark", str(tmp_path / "claims.parquet"), "--output", str(output)]
    run = CliRunner().invoke(main, [*words, "--price", "--locality", "10112-00", "--fail-on", "never"])
    assert run.exit_code == 0, run.output
    found = pq.read_table(output / "findings")
    assert pc.sum(pc.is_valid(found["fix_dollars"])).as_py() > 0
    alone = tmp_path / "alone.parquet"
    words = ["check", str(tmp_path / "claims.parquet"), "--format", "parquet", "--output", str(alone)]
    run = CliRunner().invoke(main, [*words, "--price", "--locality", "10112-00", "--fail-on", "never"])
    assert run.exit_code == 0, run.output
    mine = pq.read_table(alone)
    is_finding = pc.invert(pc.is_in(mine["status"], pa.array(["not_checked", "rejected"])))
    assert differences(mine.filter(is_finding), output / "findings") == []
    assert differences(mine.filter(pc.equal(mine["status"], "not_checked")), output / "not_checked") == []


def many_accounts() -> pa.Table:
    """Lines of 150 patients, of whom the first has 2,000: duplicates, pairs, replaced claims, and payers two by two."""
    rows = []
    for number in range(700):
        patient = number // 2 % 150 if number < 300 else 0
        born = None if number % 5 == 0 else "1950-03-07"
        member = f"M-{patient:04}" if number % 2 else f"m{patient:04}"
        claim = {
            "claim_id": f"C{number}", "member_id": member, "patient_last_name": "DOE", "patient_first_name": "JO",
            "patient_birth_date": born, "payer_name": ("AETNA", "MEDICARE")[number % 7 == 0], "billing_npi": "1234567893",
            "frequency": "7" if number % 11 == 0 else "1", "original_reference": f"C{number - 2}" if number % 11 == 0 else "",
        }  # fmt: skip
        for line, code in enumerate(("49180", "77012", "76942", "10005", "77012"), 1):
            rows.append(
                {**claim, "line_no": str(line), "code": code, "modifier_1": "26" if number % 3 else "", "units": "1",
                 "charge": "100.00", "date_from": f"2026-03-{number // 25 % 28 + 1:02}", "place_of_service": "22",
                 "diagnosis_1": "R918", "pointer_1": "1"}
            )  # fmt: skip
    rows.sort(key=lambda row: row["line_no"])  # the lines of a claim stand apart
    return pa.Table.from_pylist(rows)


def test_dates_with_the_day_first_are_read_so_by_every_worker(session, tmp_path):
    """Only one of 400 dates shows the order: the workers that do not have it must know it too."""
    dates = [f"{day}/{month}/2026" for month in (1, 2, 3, 4) for day in range(1, 13)] * 8 + ["25/4/2026"]
    rows = {
        "claim_id": [f"C{number}" for number in range(len(dates))],
        "code": ["99213"] * len(dates),
        "date_from": dates,
        "charge": ["100"] * len(dates),
        "units": ["1"] * len(dates),
    }
    lines = session.createDataFrame(list(zip(*rows.values(), strict=True)), list(rows)).repartition(2)
    read = claims_of(Spark(session, tmp_path.as_uri()), lines)
    months = {day.month for day in table_of(read.rows, "line", TABLES["line"])["date_from"].to_pylist()}
    assert months == {1, 2, 3, 4}
    assert [row["message"] for row in read.issues.collect() if "day before" in row["message"]] == [
        "date_from: its dates have the day before the month, and were read so"
    ]
