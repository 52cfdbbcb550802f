"""A sweep finds what a check finds, in whatever parts, however often it is stopped; an update what a new sweep finds."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from sightline.claims.batch import ClaimsError
from sightline.cli import main
from sightline.outputs import parquet
from sightline.reference.release import write_release
from sightline.reference.store import STARTER, open_reference, releases_in
from sightline.run import check
from sightline.sweep import divide, run
from sightline.sweep.folder import TABLES, Folder, SweepError

_CODES = ["32408", "77012", "49180", "76942", "10005", "10009", "99152", "71250", "74150", "20610", "47000", "99213",
          "36415", "76377", "0999X", "A9698"]  # fmt: skip
_DIAGNOSES = ["R91.1", "C34.11", "K76.89", "C34", "Z99.99", ""]


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    monkeypatch.setattr(run, "MOST_LINES", 60)
    monkeypatch.setattr(divide, "LAYER", 150)


def claims_of(draw: random.Random, name: str, claims: int) -> list[dict]:
    """Lines of some claims: few patients and days, so that they meet."""
    rows = []
    for number in range(claims):
        day = date(2026, 4, 1) + timedelta(draw.randrange(40))
        claim = {
            "claim_id": f"{name}{number}",
            "frequency": draw.choice("1111178"),
            "member_id": draw.choice([f"M{draw.randrange(15)}00", ""]),
            "patient_last_name": draw.choice(["Doe", "DOE", "Roe"]),
            "patient_first_name": draw.choice(["Jo", "jo", "Al", ""]),
            "patient_birth_date": draw.choice(["1960-01-01", "1961-02-03", ""]),
            "patient_sex": draw.choice("FM"),
            "relationship": draw.choice(["18", "18", "19"]),
            "payer_name": draw.choice(["MEDICARE", "AETNA", "A payer nobody knows"]),
            "billing_npi": draw.choice(["1234567893", "1245319599"]),
            "billing_tax_id": "900000001",
            "dx1": draw.choice(_DIAGNOSES),
            "original_reference": draw.choice(["", f"{name}{draw.randrange(claims)}"]),
        }
        for line in range(draw.randrange(1, 5)):
            rows.append(
                claim
                | {
                    "line_no": line + 1,
                    "code": draw.choice(_CODES) if draw.random() > 0.02 else "",
                    "mod1": draw.choice(["", "", "26", "59", "50"]),
                    "charge": str(Decimal(draw.randrange(100, 90000)) / 100),
                    "units": draw.choice(["1", "1", "1", "9", "x"]),
                    "place_of_service": draw.choice(["11", "22", "24"]),
                    "date_from": day.isoformat(),
                    "rendering_npi": "1234567893",
                    "pointer1": "1",
                }
            )
    if draw.random() < 0.3:  # rows of claims that do not stand together
        draw.shuffle(rows)
    return rows


def write(folder: Path, name: str, rows: list[dict]) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=50)
    return path


def contents(folder: Path) -> dict[str, list[str]]:
    """What a sweep found, whatever the parts."""
    tables = {name: pq.read_table(folder / name).to_pylist() for name in TABLES if name != "notes"}
    return {
        name: sorted(repr({key: value for key, value in row.items() if key != "person"}) for row in rows)
        for name, rows in tables.items()
    }


def of_check(path: Path, **more: object) -> dict[str, list[str]]:
    """The same of a check in one piece."""
    result = check(path, **more)
    tables = {
        "findings": parquet.findings(result),
        "not_checked": parquet.not_checked(result),
        "rejected": parquet.rejected(result),
    }
    return {
        name: sorted(
            repr({key: value for key, value in row.items() if key != "claim_key"}) for row in table.to_pylist()
        )
        for name, table in tables.items()
    }


def other_store(folder: Path, kind: str, change) -> Path:
    """A store whose release of a kind is the starter's with another table."""
    release = next(r for r in releases_in(STARTER) if r.kind == kind)
    facts = {
        name: getattr(release, name)
        for name in ("kind", "name", "publisher", "address", "period_from", "period_to", "starts_known", "scope", "file",
                     "sha256", "parser", "added_at")
    }  # fmt: skip
    place = folder / kind / "other"
    place.mkdir(parents=True)
    write_release(place, change(pq.read_table(release.path)), **facts | {"name": "other", "title": f"another {kind}"})
    return folder


@pytest.mark.parametrize("seed", range(6))
def test_sweep_finds_what_a_check_finds(tmp_path, seed):
    draw = random.Random(seed)
    for name in "abc":
        write(tmp_path / "claims", name, claims_of(draw, draw.choice("XY"), 40))
    swept = run.sweep([tmp_path / "claims"], tmp_path / "out")
    assert swept.parts > 2
    assert swept.parts_checked == swept.parts
    whole, found = of_check(tmp_path / "claims"), contents(tmp_path / "out")
    assert {name: found[name] for name in whole} == whole
    summary = check(tmp_path / "claims").summary
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


def test_rows_of_a_claim_apart_with_other_patients_follow_the_first(tmp_path, monkeypatch):
    from sightline.claims import divided

    monkeypatch.setattr(divided, "ROWS", 20)
    rows = claims_of(random.Random(7), "X", 60)
    late = [row | {"member_id": "ELSE1", "line_no": 9} for row in rows[:3]]
    write(tmp_path / "claims", "a", rows + late)
    run.sweep([tmp_path / "claims"], tmp_path / "out")
    whole, found = of_check(tmp_path / "claims"), contents(tmp_path / "out")
    assert {name: found[name] for name in whole} == whole


@pytest.mark.parametrize("seed", range(6))
def test_update_finds_what_a_new_sweep_finds(tmp_path, seed):
    draw = random.Random(100 + seed)
    claims = tmp_path / "claims"
    files = {name: claims_of(draw, draw.choice("XY"), 40) for name in "abc"}
    for name, rows in files.items():
        write(claims, name, rows)
    run.sweep([claims], tmp_path / "out")
    for turn in range(2):
        what = draw.choice(["new", "changed", "gone", "longer"])
        name = draw.choice(sorted(files))
        if what == "gone" and len(files) > 1:
            files.pop(name)
            (claims / f"{name}.parquet").unlink()
        elif what == "changed":
            row = draw.choice(files[name])
            row["units"], row["code"] = "3", draw.choice(_CODES)
        elif what == "longer":
            files[name] += claims_of(draw, "Z", 3)
        else:
            name = draw.choice("_dm") + str(turn)
            files[name] = claims_of(draw, draw.choice("XYZ"), 4)
        if name in files:
            write(claims, name, files[name])
        swept = run.sweep([claims], tmp_path / "out", update=True)
        fresh = run.sweep([claims], tmp_path / f"fresh{turn}")
        assert contents(tmp_path / "out") == contents(tmp_path / f"fresh{turn}"), what
        assert (swept.counts, swept.used) == (fresh.counts, fresh.used)


def test_an_update_checks_the_patients_of_new_claims_only(tmp_path):
    rows = claims_of(random.Random(1), "X", 200)
    for _number, row in enumerate(rows):
        row["member_id"], row["relationship"] = f"P{int(row['claim_id'][1:]) // 3}A", "18"
    write(tmp_path / "claims", "a", rows)
    run.sweep([tmp_path / "claims"], tmp_path / "out")
    write(tmp_path / "claims", "b", [rows[0] | {"claim_id": "NEW"}])
    swept = run.sweep([tmp_path / "claims"], tmp_path / "out", update=True)
    assert (swept.parts_checked, swept.parts_updated, swept.patients_updated) == (0, 1, 1)
    # The same content in a file written anew is nothing new.
    pq.write_table(pq.read_table(tmp_path / "claims" / "a.parquet"), tmp_path / "claims" / "a.parquet")
    swept = run.sweep([tmp_path / "claims"], tmp_path / "out", update=True)
    assert (swept.parts_checked, swept.parts_updated) == (0, 0)


def _more_units(table: pa.Table) -> pa.Table:
    chosen = pc.is_in(table["code"], pa.array(["20610", "76942"]))
    value = pc.if_else(chosen, pc.add(pc.fill_null(table["value"], 0), 20), table["value"])
    return table.set_column(table.column_names.index("value"), "value", value.cast(pa.int32()))


def _fewer_pairs(table: pa.Table) -> pa.Table:
    return table.filter(pc.invert(pc.and_(pc.equal(table["column_1"], "32408"), pc.equal(table["column_2"], "77012"))))


def _other_indicator(table: pa.Table) -> pa.Table:
    bilateral = pc.if_else(pc.is_in(table["code"], pa.array(["20610", "49180"])), "0", table["bilateral"])
    return table.set_column(table.column_names.index("bilateral"), "bilateral", bilateral)


_CHANGES = {
    "mue": _more_units,
    "ptp": _fewer_pairs,
    "fee_schedule": _other_indicator,
    "addon": lambda table: table.slice(0, table.num_rows // 2),
    "icd10cm": lambda table: table.filter(pc.not_equal(table["code"], "K7689")),
    "guidance": lambda table: table.slice(0, table.num_rows // 2),
    "diagnosis_attribute": lambda table: table.filter(pc.not_equal(table["code"], "Z9999")),
}


@pytest.mark.parametrize("kind", _CHANGES)
def test_another_reference_is_found_by_code(tmp_path, kind):
    for name in "ab":
        write(tmp_path / "claims", name, claims_of(random.Random(name), name, 70))
    run.sweep([tmp_path / "claims"], tmp_path / "out")
    store = other_store(tmp_path / "store", kind, _CHANGES[kind])
    swept = run.sweep([tmp_path / "claims"], tmp_path / "out", update=True, reference=store)
    fresh = run.sweep([tmp_path / "claims"], tmp_path / "fresh", reference=store)
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")
    assert (swept.counts, swept.used) == (fresh.counts, fresh.used)
    assert bool(swept.why_all) == (kind == "guidance")


def test_back_to_the_old_reference_and_new_claims_at_once(tmp_path):
    write(tmp_path / "claims", "a", claims_of(random.Random(9), "X", 90))
    store = other_store(tmp_path / "store", "mue", _more_units)
    run.sweep([tmp_path / "claims"], tmp_path / "out", reference=store)
    write(tmp_path / "claims", "b", claims_of(random.Random(10), "Y", 5))
    run.sweep([tmp_path / "claims"], tmp_path / "out", update=True)
    run.sweep([tmp_path / "claims"], tmp_path / "fresh")
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")
    assert [*(tmp_path / "out" / "reference").iterdir()] == [*(tmp_path / "out" / "reference").iterdir()][:1]


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


def test_killed_at_random_moments(tmp_path):
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


def test_refusals(tmp_path):
    path = write(tmp_path / "claims", "a", claims_of(random.Random(1), "X", 20))
    run.sweep([path], tmp_path / "out")
    with pytest.raises(SweepError, match=r"made with another --select \(none then, PTP now\)"):
        run.sweep([path], tmp_path / "out", select=["PTP"])
    write(tmp_path / "claims", "b", claims_of(random.Random(2), "Y", 2))
    with pytest.raises(SweepError, match=r"new: .*b\.parquet\); --update"):
        run.sweep([tmp_path / "claims"], tmp_path / "out")
    store = other_store(tmp_path / "store", "mue", _more_units)
    with pytest.raises(SweepError, match="the reference has other releases"):
        run.sweep([path], tmp_path / "out", reference=store)
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


def test_every_edit_that_shows_a_row_says_its_release():
    """What a new release moves is found by the release that findings cite (sweep/moved.py)."""
    from sightline.edits.load import load

    shows = [edit for edit in load() if "source_row" in edit.sql or "_row AS" in edit.sql]
    assert shows
    assert not [edit.id for edit in shows if "release" not in edit.sql]
    assert open_reference(STARTER).releases
