"""The official examples of CMS, read in place: every row as it must be."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner

from sightline.cli import main
from sightline.rates.add import Selection, add_files
from sightline.rates.query import Filter, open_rates, relation
from sightline.rates.store import Store

FIVE = 5
A, B, C = "11-1111111", "22-2222222", "6666666666"
FFS = "in-network-rates-fee-for-service-single-plan-sample.json"


@pytest.fixture
def tic(shared):
    folder = shared / "corpora" / "tic"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here")
    return folder


def rows(tmp_path, *paths):
    """(code, modifiers, component, rate, method, class, setting, places, tin, NPIs), in the order of the export."""
    added = list(add_files([str(path) for path in paths], Store(tmp_path), Selection()))
    assert [one.change for one in added] == ["added"] * len(paths)
    table = open_rates(Store(tmp_path), Filter(dates="all")).query(relation("export"))
    assert set(table["date"].to_pylist()) == {date(2020, 8, 27)}
    found = table.select(table.column_names[:10]).to_pylist()
    return [tuple(str(v.normalize()) if k == "rate" else v for k, v in row.items()) for row in found]


def row(code, rate, kind, setting, places, tin, count=FIVE, *, method="negotiated", modifiers=""):
    amount = f"{rate:.2f}".rstrip("0").rstrip(".")
    shown = {"20000": "2E+4", "25000": "2.5E+4"}.get(amount, amount)
    return (code, modifiers, "global", shown, method, kind, setting, places, tin, count)


def expected(*found):
    return sorted(found)


def test_fee_for_service_1_3_1(tic, tmp_path):
    assert sorted(rows(tmp_path, tic / "v1.3.1/examples/in-network-rates" / FFS)) == expected(
        row("27447", 123.45, "professional", "", "11 18 19", A, modifiers="AS"),
        row("27447", 123.45, "professional", "", "11 18 19", B, modifiers="AS"),
        row("27447", 1230.45, "institutional", "", "", A),
        row("27447", 1230.45, "institutional", "", "", B),
        row("27447", 120.45, "professional", "", "05 06 07", B, 4),
        row("27448", 12003.45, "professional", "", "CSTM-00", A),
        row("27448", 12003.45, "professional", "", "CSTM-00", B),
        row("27448", 12.45, "institutional", "", "11 18 19", C, 1),
    )


def test_fee_for_service_2_0_0(tic, tmp_path):
    assert sorted(rows(tmp_path, tic / "v2.0.0/examples/in-network-rates" / FFS)) == expected(
        *(
            line
            for tin in (A, B)
            for line in (
                row("27447", 123.45, "professional", "inpatient", "11 18 19", tin, modifiers="AS"),
                row("27447", 1230.45, "institutional", "inpatient", "", tin),
                row("27447", 120.45, "professional", "inpatient", "05 06 07", tin),
                row("27448", 12003.45, "professional", "inpatient", "CSTM-00", tin),
                row("27448", 12.45, "institutional", "inpatient", "11 18 19", tin),
            )
        )
    )


def test_multiple_plans(tic, tmp_path):
    name = "examples/in-network-rates/in-network-rates-multiple-plans-sample.json"
    assert sorted(rows(tmp_path / "1", tic / "v1.3.1" / name)) == expected(
        row("27447", 123.45, "professional", "", "11 18 19", A, modifiers="AS"),
        row("27447", 123.45, "professional", "", "11 18 19", B, modifiers="AS"),
        row("27447", 1230.45, "institutional", "", "", A),
        row("27447", 1230.45, "institutional", "", "", B),
        row("27447", 120.45, "professional", "", "05 06 07", B, 4),
        row("27448", 12003.45, "professional", "", "11 18 19", A),
        row("27448", 12003.45, "professional", "", "11 18 19", B),
        row("27448", 12.45, "institutional", "", "11 18 19", C, 1),
    )
    assert sorted(rows(tmp_path / "2", tic / "v2.0.0" / name)) == expected(
        *(
            line
            for tin in (A, B)
            for line in (
                row("27447", 123.45, "professional", "inpatient", "11 18 19", tin, modifiers="AS"),
                row("27447", 1230.45, "institutional", "inpatient", "", tin),
                row("27447", 120.45, "professional", "inpatient", "05 06 07", tin),
                row("27447", 120.45, "both", "inpatient", "", tin, method="derived"),
                row("27448", 12003.45, "professional", "inpatient", "11 18 19", tin),
                row("27448", 12.45, "institutional", "inpatient", "11 18 19", tin),
            )
        )
    )


@pytest.mark.parametrize(("kind", "code"), [("bundle", "81.54"), ("capitation", "27447")])
def test_only_an_items_own_code_is_its_code(kind, code, tic, tmp_path):
    name = f"examples/in-network-rates/in-network-rates-{kind}-single-plan-sample.json"
    first = ("institutional", "") if kind == "capitation" else ("professional", "05 06 07")
    tin, count = (C, 4) if kind == "bundle" else (B, 4)
    assert sorted(rows(tmp_path / "1", tic / "v1.3.1" / name)) == expected(
        row(code, 20000, first[0], "", first[1], A),
        row(code, 20000, first[0], "", first[1], B),
        row(code, 25000, "professional", "", "05 06 07", tin, count),
    )
    assert sorted(rows(tmp_path / "2", tic / "v2.0.0" / name)) == expected(
        *(
            line
            for one in (A, B)
            for line in (
                row(code, 20000, first[0], "inpatient", first[1], one),
                row(code, 25000, "professional", "inpatient", "05 06 07", one),
            )
        )
    )


def test_no_npi(tic, tmp_path):
    name = "examples/in-network-rates/in-network-rates-no-npi.json"
    assert rows(tmp_path / "1", tic / "v1.3.1" / name) == [row("27447", 123.45, "institutional", "", "", A, 0)]
    assert rows(tmp_path / "2", tic / "v2.0.0" / name) == [
        row("27447", 123.45, "institutional", "inpatient", "", "0", 1)
    ]


@pytest.mark.parametrize("version", ["v1.3.1", "v2.0.0"])
def test_a_table_of_contents_expands_to_the_files_beside_it(version, tic, tmp_path):
    contents = tic / version / "examples/table-of-contents/table-of-contents-sample.json"
    text = contents.read_text()
    (tmp_path / "contents.json").write_text(text)
    sample = (tic / version / "examples/in-network-rates" / FFS).read_text()
    for number, name in enumerate(("in-network-file-123456", "behavioral-health-0000", "chip-in-network-file")):
        (tmp_path / f"{name}.json").write_text(sample + " " * number)
    added = list(add_files([str(tmp_path / "contents.json")], Store(tmp_path / "store"), Selection()))
    assert [(one.name, one.change) for one in added] == [
        ("contents.json", "contents"),
        ("in-network-file-123456.json", "added"),
        ("behavioral-health-0000.json", "added"),
        ("chip-in-network-file.json", "added"),
    ]


def test_allowed_amounts_are_refused_with_a_reason(tic, tmp_path):
    path = tic / "v2.0.0/examples/allowed-amounts/allowed-amounts-single-plan-sample.json"
    (added,) = add_files([str(path)], Store(tmp_path), Selection())
    assert (added.change, added.message) == (
        "refused",
        f"{path.name}: an allowed-amount file: it holds no negotiated rates",
    )


PLATFORM, REGION = "Platform Health Insurance", "Region Health Insurance"
#: setting, codes, and (dollars or percent, method) of each payer, in the order of CMS's example.
HOSPITAL = [
    ("outpatient", ["611", "70551"], [(PLATFORM, "400", "fee schedule"), (REGION, "250", "fee schedule")]),
    ("outpatient", ["360", "49505"], [(PLATFORM, "8000", "case rate"), (REGION, "360", "fee schedule")]),
    ("inpatient", ["470"], [(PLATFORM, "49000", "case rate"), (REGION, "14000", "case rate")]),
    ("inpatient", ["120"], [(PLATFORM, "4500", "fee schedule"), (REGION, "1400", "per diem")]),
    ("outpatient", ["301", "80048"], [(PLATFORM, "150", "fee schedule"), (REGION, "125", "fee schedule")]),
    ("outpatient", ["450", "99283"],
     [(PLATFORM, "80%", "percent of total billed charges"), (REGION, "75%", "percent of total billed charges")]),
    ("inpatient", ["H0017"], [(PLATFORM, "1500", "per diem"), (REGION, "2000", "per diem"), (REGION, "1800", "per diem"),
                              (REGION, "1200", "per diem")]),
    ("outpatient", ["762"], [(PLATFORM, "8000", "case rate"), (PLATFORM, "10000", "case rate"), (REGION, "9000", "case rate")]),
    ("both", ["10135-0729-62"], [(PLATFORM, "0.75", "fee schedule"), (REGION, "0.95", "fee schedule")]),
    ("both", ["0093-8739-01"], [(PLATFORM, "3", "fee schedule"), (REGION, "350", "fee schedule")]),
    ("both", ["J1450", "25021-0184-82"], [(PLATFORM, "35", "fee schedule"), (REGION, "37", "fee schedule")]),
    ("both", ["17156-0026-30"], [(PLATFORM, "265", "fee schedule"), (REGION, "355", "fee schedule")]),
    ("both", ["45802-0269-37"], [(PLATFORM, "70", "fee schedule"), (REGION, "65", "fee schedule")]),
    ("both", ["J3420", "63323-0044-01"], [(PLATFORM, "8", "fee schedule"), (REGION, "15", "fee schedule")]),
]  # fmt: skip


@pytest.mark.parametrize("pattern", ["CSV/Tall*/*.csv", "CSV/Wide*/*.csv", "JSON/*.json"])
def test_hospitals(pattern, tic, tmp_path):
    (path,) = (tic / "hospital/examples").glob(pattern)
    (added,) = add_files([str(path)], Store(tmp_path), Selection())
    assert added.change == "added"
    assert added.entry.rejected["rate is stated as an algorithm"] == 8
    wanted = sorted(
        (code, payer, amount.rstrip("%"), "percent" if "%" in amount else "dollars", method, setting)
        for setting, codes, rates in HOSPITAL
        for code in codes
        for payer, amount, method in rates
    )
    kept = open_rates(Store(tmp_path), Filter(dates="all")).query("SELECT * FROM kept").to_pylist()
    found = sorted(
        (r["billing_code"], r["payer"], f"{r['rate'].normalize():f}", r["unit"], r["method"], r["setting"])
        for r in kept
    )
    assert found == wanted
    assert {(r["date"], r["name"], r["tin"]) for r in kept} == {(date(2026, 4, 1), "West Mercy Hospital", "")}


def test_the_command_reads_them(tic, tmp_path):
    store = ["--store", str(tmp_path)]
    path = str(tic / "v2.0.0/examples/in-network-rates" / FFS)
    run = CliRunner().invoke(main, ["rates", "add", path, "--payer", "Aetna", "--codes", "27448,@guidance", *store])
    assert (run.exit_code, run.stdout) == (
        0,
        f"added: {FFS} · Aetna · 2020-08-27 · 2 prices kept, 2 items seen\n",
    )
    run = CliRunner().invoke(main, ["rates", "export", "--format", "json", *store])
    assert [(r["billing_code"], r["rate"], r["payer"], r["npi_count"]) for r in json.loads(run.stdout)] == [
        ("27448", "12.45", "Aetna", 5),
        ("27448", "12.45", "Aetna", 5),
        ("27448", "12003.45", "Aetna", 5),
        ("27448", "12003.45", "Aetna", 5),
    ]
