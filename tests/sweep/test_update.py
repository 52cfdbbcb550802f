"""An update finds what a new sweep finds, and checks only what it must."""

from __future__ import annotations

import random
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from sightline.edits.options import CheckOptions
from sightline.reference.store import STARTER, open_reference
from sightline.sweep import run
from sweep.made import CODES, claims_of, contents, other_store, write


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
            row["units"], row["code"] = "3", draw.choice(CODES)
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
    swept = run.sweep([tmp_path / "claims"], tmp_path / "out", update=True, options=CheckOptions(reference=store))
    fresh = run.sweep([tmp_path / "claims"], tmp_path / "fresh", options=CheckOptions(reference=store))
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")
    assert (swept.counts, swept.used) == (fresh.counts, fresh.used)
    assert bool(swept.why_all) == (kind == "guidance")


@pytest.mark.parametrize("period", [{}, {"period_to": date(2027, 1, 1)}], ids=["another old one", "one in force"])
def test_lines_that_an_old_ptp_release_left_unchecked_are_found_again(tmp_path, old_releases, period):
    """They have no finding that cites the release, and most are in no pair that changed."""
    write(tmp_path / "claims", "a", claims_of(random.Random(3), "X", 120))
    run.sweep([tmp_path / "claims"], tmp_path / "out")
    store = other_store(tmp_path / "store", "ptp", _fewer_pairs, **period)
    run.sweep([tmp_path / "claims"], tmp_path / "out", update=True, options=CheckOptions(reference=store))
    run.sweep([tmp_path / "claims"], tmp_path / "fresh", options=CheckOptions(reference=store))
    found = contents(tmp_path / "out")
    assert any("pairs begun since" in row for row in found["not_checked"]) == (not period)
    assert found == contents(tmp_path / "fresh")


def test_back_to_the_old_reference_and_new_claims_at_once(tmp_path):
    write(tmp_path / "claims", "a", claims_of(random.Random(9), "X", 90))
    store = other_store(tmp_path / "store", "mue", _more_units)
    run.sweep([tmp_path / "claims"], tmp_path / "out", options=CheckOptions(reference=store))
    write(tmp_path / "claims", "b", claims_of(random.Random(10), "Y", 5))
    run.sweep([tmp_path / "claims"], tmp_path / "out", update=True)
    run.sweep([tmp_path / "claims"], tmp_path / "fresh")
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")
    assert [*(tmp_path / "out" / "reference").iterdir()] == [*(tmp_path / "out" / "reference").iterdir()][:1]


def test_every_edit_that_shows_a_row_says_its_release():
    """What a new release moves is found by the release that findings cite (sweep/reference_changes.py)."""
    from sightline.edits.rule.load import load

    shows = [edit for edit in load() if "source_row" in edit.sql or "_row AS" in edit.sql]
    assert shows
    assert not [edit.id for edit in shows if "release" not in edit.sql]
    assert open_reference(STARTER).releases


def test_an_update_reads_a_patient_whose_only_units_are_no_number(tmp_path):
    rows = claims_of(random.Random(1), "X", 60)
    write(tmp_path / "claims", "a", rows)
    run.sweep([tmp_path / "claims"], tmp_path / "out")
    alone = {**rows[0], "claim_id": "ALONE", "units": "x", "member_id": "ALONE1"}
    write(tmp_path / "claims", "b", [alone, {**rows[0], "claim_id": "OTHER", "units": "1"}])
    run.sweep([tmp_path / "claims"], tmp_path / "out", update=True)
    run.sweep([tmp_path / "claims"], tmp_path / "fresh")
    found = contents(tmp_path / "out")
    assert any("'ALONE'" in row and "no units" in row for row in found["findings"])
    assert found == contents(tmp_path / "fresh")
