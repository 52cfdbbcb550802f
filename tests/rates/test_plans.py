"""Plans of one payer in a hospital's charges: kept, shown, never one distribution."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from sightline.cli import main

ABOUT = "hospital_name,last_updated_on,version,hospital_location,hospital_address\nLakeside,2026-03-01,2.0.0,X,Y\n"
TALL = (
    "description,code|1,code|1|type,setting,standard_charge|gross,payer_name,plan_name,modifiers,"
    "standard_charge|negotiated_dollar,standard_charge|methodology\n"
    "us,76942,CPT,outpatient,900,Northway,Gold PPO,,410.00,fee schedule\n"
    "us,76942,CPT,outpatient,900,Northway,Select HMO,,275.50,fee schedule\n"
    "us,76942,CPT,outpatient,900,Northway,,,99.00,fee schedule\n"
)
WIDE = (
    "description,code|1,code|1|type,setting,"
    "standard_charge|Northway|Gold PPO|negotiated_dollar,standard_charge|Northway|Gold PPO|methodology,"
    "standard_charge|Northway|Select HMO|negotiated_dollar,standard_charge|Northway|Select HMO|methodology\n"
    "us,76942,CPT,outpatient,410.00,fee schedule,275.50,fee schedule\n"
)
PAID = [("Gold PPO", 410.0), ("Select HMO", 275.5)]
BY_JSON = json.dumps({
    "hospital_name": "Lakeside", "last_updated_on": "2026-03-01",
    "standard_charge_information": [{
        "code_information": [{"code": "76942", "type": "CPT"}],
        "standard_charges": [{
            "setting": "outpatient",
            "payers_information": [
                {"payer_name": "Northway", "plan_name": plan, "standard_charge_dollar": rate, "methodology": "fee schedule"}
                for plan, rate in PAID
            ],
        }],
    }],
})  # fmt: skip
NAMED = {"Gold PPO": "410.00", "Select HMO": "275.50"}


def run(store, *words):
    result = CliRunner().invoke(main, ["rates", *map(str, words), "--store", str(store)])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("tall.csv", ABOUT + TALL, {"": "99.00", **NAMED}),
        ("wide.csv", ABOUT + WIDE, NAMED),
        ("charges.json", BY_JSON, NAMED),
    ],
)
def test_each_plan_is_a_distribution_of_its_own(tmp_path, name, text, expected):
    (tmp_path / name).write_text(text)
    run(tmp_path / "store", "add", tmp_path / name)
    cells = json.loads(run(tmp_path / "store", "show", "76942", "--format", "json"))["cells"]
    assert {cell["plan"]: float(cell["p50"]) for cell in cells} == {
        plan: float(rate) for plan, rate in expected.items()
    }
    assert "Northway Gold PPO · global" in run(tmp_path / "store", "show", "76942")
    rows = json.loads(run(tmp_path / "store", "export", "--format", "json"))
    assert {row["plan"] for row in rows} == set(expected)


def test_a_store_without_plans_is_read(tmp_path):
    (tmp_path / "tall.csv").write_text(ABOUT + TALL)
    run(tmp_path / "store", "add", tmp_path / "tall.csv")
    (path,) = (tmp_path / "store").rglob("price.parquet")
    size = path.stat().st_size
    pq.write_table(pq.read_table(path).drop_columns(["plan"]), path)
    for entry in (tmp_path / "store").rglob("*.json"):
        entry.write_text(entry.read_text().replace(str(size), str(path.stat().st_size)))
    rows = json.loads(run(tmp_path / "store", "export", "--format", "json"))
    assert [row["plan"] for row in rows] == ["", "", ""]
