"""Case rates, days, global obstetric care, and drugs at a percent of ASP."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa

from pricing.bills import bill, bills
from pricing.contract.agreed import ACME, amounts
from sightline.pricing.price import Options, Pricer
from sightline.reference.add import add_files
from sightline.reference.store import Reference, open_reference

REST = '[[term]]\npay = "percent-of-charge"\npercent = 50\n'
KNEE = '[[term]]\npay = "case-rate"\namount = 25000\ncodes = ["27447"]\n'


def test_a_case_rate_pays_the_day(whole: Reference, tmp_path: Path) -> None:
    found = amounts(whole, tmp_path, KNEE + REST, ["73560", "27447-RT", "20610"], ["99214"], charge="400.00")
    assert found == ["0.00", "25000.00", "0.00", "200.00"]


def test_a_case_rate_with_what_it_includes(whole: Reference, tmp_path: Path) -> None:
    text = KNEE + 'includes = ["73*"]\n' + REST
    assert amounts(whole, tmp_path, text, ["73560", "27447", "27447", "99214"], charge="400.00") == [
        "0.00", "25000.00", "0.00", "200.00",
    ]  # fmt: skip


def test_global_obstetric_care(whole: Reference, tmp_path: Path) -> None:
    """Visits of the nine months before a delivery and six weeks after are in it; those of another patient or year are not."""
    text = (
        '[[term]]\npay = "case-rate"\namount = 4200\ncodes = ["59400", "59510"]\n'
        'includes = ["99202-99215", "59425-59430"]\ndays_before = 280\ndays_after = 42\n'
    ) + REST
    heads, lines = bills(
        [["99213", "59426", "59400", "99213", "76805", "99213", "99213"], ["99213"]], claim=ACME, charge="100.00"
    )
    days = [date(2025, 12, 1), date(2026, 3, 1), date(2026, 4, 15), date(2026, 5, 20), date(2026, 1, 5), date(2026, 6, 1),
            date(2025, 3, 1), date(2026, 4, 15)]  # fmt: skip
    for name in ("date_from", "date_to"):
        lines = lines.set_column(lines.schema.get_field_index(name), name, pa.array(days, pa.date32()))
    path = tmp_path / "contract.toml"
    path.write_text(text)
    run = Pricer(whole, Options(contract=path)).price(heads, lines)
    assert [str(amount) for amount in run.amounts["allowed"].to_pylist()] == [
        "0.00", "0.00", "4200.00", "0.00", "50.00", "50.00", "50.00", "50.00",
    ]  # fmt: skip
    assert set(run.amounts["reason"].to_pylist()) == {"", "in-case-rate"}


def test_a_denied_case_includes_nothing(whole: Reference, tmp_path: Path) -> None:
    heads, lines = bill("73560", "27447", claim=ACME, charge="400.00")
    path = tmp_path / "contract.toml"
    path.write_text(KNEE + REST)
    denial = pa.table({"claim_key": pa.array([1], pa.int64()), "line": pa.array([2], pa.int32()), "edit": ["X"],
                       "reason": ["denied"]})  # fmt: skip
    run = Pricer(whole, Options(contract=path)).price(heads, lines, denial)
    assert [str(amount) for amount in run.amounts["allowed"].to_pylist()] == ["200.00", "0.00"]


def test_days_are_paid_once(whole: Reference, tmp_path: Path) -> None:
    text = '[[term]]\npay = "per-diem"\namount = 310.50\ncodes = ["H0015", "S9480"]\n'
    assert amounts(whole, tmp_path, text, ["H0015*3", "S9480"], ["H0015"]) == ["310.50", "0.00", "310.50"]
    heads, lines = bills([["H0015", "H0015"]], claim=ACME)
    for name, days in (("date_from", (1, 3)), ("date_to", (3, 5))):
        column = pa.array([date(2026, 4, day) for day in days], pa.date32())
        lines = lines.set_column(lines.schema.get_field_index(name), name, column)
    path = tmp_path / "contract.toml"
    run = Pricer(whole, Options(contract=path)).price(heads, lines)
    assert [str(amount) for amount in run.amounts["allowed"].to_pylist()] == ["931.50", "621.00"]  # 1-3, then 4 and 5


def test_drugs_at_a_percent_of_asp(tmp_path: Path) -> None:
    """A payment limit of 1.060 is an ASP of 1.000: 120 percent of it for 4 units are 4.80; without the file, unknown. The file is
    composed in CMS's layout, its price made up."""
    starter = Reference(tuple(r for r in open_reference().releases if "starter" in str(r.path)))
    text = '[[term]]\npay = "percent-of-asp"\npercent = 120\ncodes = ["J*"]\n'
    assert amounts(starter, tmp_path, text, "J1100*4") == ["no-asp"]
    (tmp_path / "asp.csv").write_text(
        '"Effective April 1, 2026 through June 30, 2026",\nHCPCS Code,Short Description,HCPCS Code Dosage,Payment Limit\n'
        "J1100,w,1 MG,1.060\n"
    )
    add_files([tmp_path / "asp.csv"], tmp_path / "store")
    loaded = open_reference(tmp_path / "store")
    assert amounts(loaded, tmp_path, text, "J1100*4", "J9999") == ["4.80", "no-asp"]
    assert amounts(loaded, tmp_path, text, "J1100*4", charge="3.00") == ["3.00"]


def test_no_line_at_all(tmp_path: Path) -> None:
    """A worker prices an empty part to know the columns."""
    path = tmp_path / "contract.toml"
    path.write_text(KNEE + REST)
    heads, lines = bills([["27447"]], claim=ACME)
    without_chunks = pa.table([pa.chunked_array([], field.type) for field in lines.schema], schema=lines.schema)
    for empty in (lines.slice(0, 0), without_chunks):
        assert Pricer(open_reference(), Options(contract=path)).price(heads.slice(0, 0), empty).amounts.num_rows == 0
