"""A sweep finds what a check finds, in whatever parts, however often it is stopped."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from sightline.claims.batch import ClaimsError
from sightline.cli import main
from sightline.edits.options import CheckOptions
from sightline.run import check
from sightline.sweep import run
from sightline.sweep.folder import Folder, SweepError
from sweep.made import claims_of, contents, of_check, of_result, other_store, write


@pytest.mark.parametrize("seed", range(6))
def test_sweep_finds_what_a_check_finds(tmp_path, seed):
    draw = random.Random(seed)
    for name in "abc":
        write(tmp_path / "claims", name, claims_of(draw, draw.choice("XY"), 40))
    swept = run.sweep([tmp_path / "claims"], tmp_path / "out")
    assert swept.parts > 2
    assert swept.parts_checked == swept.parts
    checked = check(tmp_path / "claims")
    whole, found = of_result(checked), contents(tmp_path / "out")
    assert {name: found[name] for name in whole} == whole
    summary = checked.summary
    counts = swept.counts
    assert (counts["claims"], counts["lines"]) == (summary["claims"], summary["lines"])
    assert counts["rejected_lines"] == summary["rejected_lines"]
    assert counts["not_checked"] == summary["not_checked"]
    assert {s: counts[f"findings_{s}"] for s in summary["findings"]} == summary["findings"]
    assert {s: counts[f"left_{s}"] for s in summary["left_aside"]} == summary["left_aside"]


def test_releases_that_answered_are_those_of_a_check(tmp_path):
    write(tmp_path / "claims", "a", claims_of(random.Random(3), "X", 60))
    swept = run.sweep([tmp_path / "claims"], tmp_path / "out")
    used = [
        {"title": use.release.title, "lines": use.lines, "older": use.lines_older, "newer": use.lines_newer}
        for use in check(tmp_path / "claims").reference
    ]
    assert swept.used == sorted(used, key=lambda use: use["title"])


def test_files_of_other_columns_and_types(tmp_path):
    draw = random.Random(5)
    rows = claims_of(draw, "X", 30)
    write(tmp_path / "claims", "a", rows)
    fewer = [{k: v for k, v in row.items() if k not in ("dx1", "rendering_npi")} for row in claims_of(draw, "X", 30)]
    table = pa.Table.from_pylist(fewer)
    table = table.set_column(
        table.column_names.index("line_no"), "line_no", table["line_no"].cast(pa.float64())
    ).append_column("colour", pa.array(["red"] * len(fewer)))
    pq.write_table(table, tmp_path / "claims" / "b.parquet")
    swept = run.sweep([tmp_path / "claims"], tmp_path / "out")
    whole, found = of_check(tmp_path / "claims"), contents(tmp_path / "out")
    assert {name: found[name] for name in whole} == whole
    assert swept.counts["rows"] == len(rows) + len(fewer)
    assert swept.unused == ("colour",)


def test_patients_of_whom_nothing_is_known_do_not_meet_across_files(tmp_path):
    """The files have other columns, so a part reads each by itself and numbers the claims of both anew."""
    (tmp_path / "claims").mkdir()
    for name, code, more in (("a", "32408", {"dx1": "R911"}), ("b", "10009", {})):
        same = {"code": code, "date_from": "2026-04-02", "units": 1, "charge": "100.00", "billing_npi": "1234567893",
                "payer_name": "MEDICARE"}  # fmt: skip
        rows = [{"claim_id": f"{name}{number}"} | same | more for number in range(40)]
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / "claims" / f"{name}.parquet")
    run.sweep([tmp_path / "claims"], tmp_path / "out")
    found = contents(tmp_path / "out")["findings"]
    assert found
    assert not [one for one in found if "'related_claim': None" not in one]
    assert found == of_check(tmp_path / "claims")["findings"]


def test_a_birth_date_is_missed_however_the_parts_of_a_file_fall(tmp_path):
    """A part may have only claims without one: the column is not blank throughout the file for that."""
    (tmp_path / "claims").mkdir()
    rows = [
        {"claim_id": f"B{number}", "code": "10009", "date_from": "2026-04-02", "units": 1, "charge": "100.00",
         "billing_npi": "1234567893", "payer_name": "MEDICARE", "member_id": f"M{number}",
         "patient_birth_date": "1950-03-04" if number == 7 else ""}
        for number in range(80)
    ]  # fmt: skip
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "claims" / "a.parquet")
    run.sweep([tmp_path / "claims"], tmp_path / "out")
    found = contents(tmp_path / "out")["findings"]
    assert found == of_check(tmp_path / "claims")["findings"]
    assert sum("'FRM016'" in one for one in found) == 79


def test_rows_of_a_claim_apart_with_other_patients_follow_the_first(tmp_path, monkeypatch):
    from sightline.claims.rows import divided

    monkeypatch.setattr(divided, "ROWS", 20)
    rows = claims_of(random.Random(7), "X", 60)
    late = [row | {"member_id": "ELSE1", "line_no": 9} for row in rows[:3]]
    write(tmp_path / "claims", "a", rows + late)
    run.sweep([tmp_path / "claims"], tmp_path / "out")
    whole, found = of_check(tmp_path / "claims"), contents(tmp_path / "out")
    assert {name: found[name] for name in whole} == whole


@pytest.mark.parametrize("stops", [0, 5])
def test_what_was_stopped_goes_on(tmp_path, monkeypatch, stops):
    for name in "abcd":
        write(tmp_path / "claims", name, claims_of(random.Random(name), name, 25))
    run.sweep([tmp_path / "claims"], tmp_path / "whole")
    left = [0]
    replace = Path.replace

    def stopping(self, target):
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", stopping)
    stopped = 0
    while stopped < 40:
        left[0] = stops + 12
        try:
            run.sweep([tmp_path / "claims"], tmp_path / "out")
            break
        except KeyboardInterrupt:
            stopped += 1
    monkeypatch.setattr(Path, "replace", replace)
    swept = run.sweep([tmp_path / "claims"], tmp_path / "out")
    assert stopped > 3
    assert swept.parts_checked == 0
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_killed_at_random_moments(tmp_path, old_releases):
    for name in "abc":
        write(tmp_path / "claims", name, claims_of(random.Random(name), name, 60))
    program = (
        "import sys; from pathlib import Path; from sightline.sweep import run, divide;"
        " run.MOST_LINES, divide.LAYER = 60, 150; run.sweep([sys.argv[1]], Path(sys.argv[2]))"
    )
    run.sweep([tmp_path / "claims"], tmp_path / "whole")
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", program, tmp_path / "claims", tmp_path / "timed"], check=True)
    took, draw, killed = time.monotonic() - began, random.Random(1), 0
    for _ in range(4):
        process = subprocess.Popen([sys.executable, "-c", program, tmp_path / "claims", tmp_path / "out"])
        time.sleep(draw.uniform(0.2, 0.9) * took)
        killed += process.poll() is None
        process.kill()
        process.wait()
    run.sweep([tmp_path / "claims"], tmp_path / "out")
    assert killed
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
    assert not [path for path in (tmp_path / "out").rglob("*.partial") if path.is_dir()]


def test_what_was_damaged(tmp_path):
    path = write(tmp_path / "claims", "a", claims_of(random.Random(1), "X", 60))
    run.sweep([path], tmp_path / "out")
    before = contents(tmp_path / "out")
    (tmp_path / "out" / "findings" / "0001.parquet").write_bytes(b"PAR1")
    swept = run.sweep([path], tmp_path / "out")
    assert swept.parts_checked == 1
    assert contents(tmp_path / "out") == before
    next((tmp_path / "out" / "claims").rglob("0001-*.parquet")).write_bytes(b"PAR1")
    (tmp_path / "out" / "done" / "0001.json").unlink()
    with pytest.raises(SweepError, match="damaged; remove"):
        run.sweep([path], tmp_path / "out")


def test_more_parts_than_files_may_be_open(tmp_path, monkeypatch):
    import resource

    monkeypatch.setattr(resource, "getrlimit", lambda _: (50, 80))
    path = write(tmp_path / "claims", "a", claims_of(random.Random(1), "X", 20))
    with pytest.raises(SweepError, match="open files, this system allows 80"):
        run.sweep([path], tmp_path / "out")


def test_a_full_disk_is_said_and_gone_on_from(tmp_path, monkeypatch):
    path = write(tmp_path / "claims", "a", claims_of(random.Random(1), "X", 60))
    with monkeypatch.context() as patch:
        patch.setattr(Folder, "write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(SweepError, match="No space left on device"):
            run.sweep([path], tmp_path / "out")
    assert run.sweep([path], tmp_path / "out").counts["claims"] == 60


def test_refusals(tmp_path):
    path = write(tmp_path / "claims", "a", claims_of(random.Random(1), "X", 20))
    run.sweep([path], tmp_path / "out")
    with pytest.raises(SweepError, match=r"made with another --select \(none then, PTP now\)"):
        run.sweep([path], tmp_path / "out", options=CheckOptions(select=["PTP"]))
    write(tmp_path / "claims", "b", claims_of(random.Random(2), "Y", 2))
    with pytest.raises(SweepError, match=r"new: .*b\.parquet\); --update"):
        run.sweep([tmp_path / "claims"], tmp_path / "out")
    store = other_store(tmp_path / "store", "mue", lambda table: table.slice(0, 5))
    with pytest.raises(SweepError, match="the reference has other releases"):
        run.sweep([path], tmp_path / "out", options=CheckOptions(reference=store))
    with pytest.raises(SweepError, match="lies in"):
        run.sweep([tmp_path], tmp_path / "out")
    with Folder(tmp_path / "out").alone(), pytest.raises(SweepError, match="another sweep"):
        run.sweep([path], tmp_path / "out")
    (tmp_path / "out" / "sweep.json").write_text("{")
    with pytest.raises(SweepError, match="damaged"):
        run.sweep([path], tmp_path / "out")
    (tmp_path / "claims.csv").write_text("claim_id,code\n1,77012\n")
    with pytest.raises(ClaimsError, match="not Parquet; `sightline convert"):
        run.sweep([tmp_path / "claims.csv"], tmp_path / "csv")
    pq.write_table(pa.table({"colour": ["red"]}), tmp_path / "red.parquet")
    with pytest.raises(ClaimsError, match="without a column for claim_id and code"):
        run.sweep([tmp_path / "red.parquet"], tmp_path / "red")


def test_command(tmp_path):
    write(tmp_path / "claims", "a", claims_of(random.Random(1), "X", 20))
    (tmp_path / "claims" / "_SUCCESS").write_text("")
    command = ["sweep", str(tmp_path / "claims"), "--output", str(tmp_path / "out")]
    shown = CliRunner().invoke(main, command)
    assert shown.exit_code == 0, shown.output
    assert "every row accounted for" in shown.output
    assert "passed over, not Parquet" in shown.output
    again = CliRunner().invoke(main, [*command, "--format", "json"])
    assert json.loads(again.stdout)["parts_checked"] == 0
    assert CliRunner().invoke(main, [*command, "--memory", "lots"]).exit_code == 2
    other = CliRunner().invoke(main, [*command, "--select", "MUE"])
    assert other.exit_code == 2
    assert "sweep into another folder" in other.output


def test_what_was_read_otherwise_than_written_is_said(tmp_path):
    rows = claims_of(random.Random(1), "X", 20)
    for row in rows:
        row["code"], row["Modifer 3"] = f'="{row["code"]}"', "59"
    write(tmp_path / "claims", "a", rows)
    swept = run.sweep([tmp_path / "claims"], tmp_path / "out")
    said = "\n".join(swept.notes)
    assert "a.parquet: code: the marks of a spreadsheet around a text" in said
    assert "the column 'Modifer 3' looks like modifiers and was not used" in said
    again = run.sweep([tmp_path / "claims"], tmp_path / "out")
    assert again.notes == swept.notes
