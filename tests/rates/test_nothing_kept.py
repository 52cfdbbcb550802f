"""Where nothing of a file is kept, why is said and the exit status tells; what was kept before stays."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sightline.cli import main
from sightline.rates.add import Selection, add_files
from sightline.rates.store import Store

ABOUT = "hospital_name,last_updated_on,version,license_number|AL\nNorth Clinic,2026-04-01,2.0.0,1|AL\n"
ITEM = "description,code|1,code|1|type,setting"
TALL = f"{ABOUT}{ITEM},payer_name,plan_name,standard_charge|negotiated_dollar,standard_charge|negotiated_algorithm\n"
GOOD = f"{TALL}x,77012,CPT,outpatient,Acme,PPO,150.25,\n"


def wide(*columns: str) -> str:
    return f"{ABOUT}{ITEM},standard_charge|gross{''.join(f',{column}' for column in columns)}\n"


def hospital(**charge: object) -> str:
    item = {"code_information": [{"code": "77012", "type": "CPT"}], "standard_charges": [{"setting": "both", **charge}]}
    about = {"hospital_name": "H", "last_updated_on": "2026-04-01", "version": "3"}
    return json.dumps({**about, "standard_charge_information": [item]})


def in_network(rate: object = 5.5, references: object = (1,), known: bool = True, items: int = 1) -> str:
    group = {"provider_group_id": 1, "provider_groups": [{"npi": [1000000004], "tin": {"type": "ein", "value": "1"}}]}
    price = {"negotiated_type": "negotiated", "negotiated_rate": rate, "billing_class": "professional"}
    item = {
        "negotiation_arrangement": "ffs", "billing_code_type": "CPT", "billing_code": "77012",
        "negotiated_rates": [{"provider_references": references, "negotiated_prices": [price]}],
    }  # fmt: skip
    head = {"reporting_entity_name": "Acme", "last_updated_on": "2026-04-01", "version": "1.0.0"}
    return json.dumps({**head, "provider_references": [group] if known else [], "in_network": [item] * items})


def adding(folder: Path, content: str | dict[str, str], *options: str) -> Result:
    """The command on one file, or on several by name."""
    files = (
        content if isinstance(content, dict) else {"rates.json" if content.startswith("{") else "rates.csv": content}
    )
    for name, text in files.items():
        (folder / name).write_text(text)
    paths = [str(folder / name) for name in files]
    return CliRunner().invoke(main, ["rates", "add", *paths, "--store", str(folder / "store"), *options])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            wide("standard_charge|All_Plans|negotiated_dollar") + "x,77012,CPT,both,9,5\ny,70450,CPT,both,9,6\n",
            "2 (column standard_charge|All_Plans|negotiated_dollar does not name payer and plan: row 4, row 5)",
        ),
        (
            wide("standard_charge||HMO|negotiated_dollar") + "x,77012,CPT,both,9,5\n",
            "1 (column standard_charge||HMO|negotiated_dollar does not name payer and plan: row 4)",
        ),
        (f"{TALL}x,77012,CPT,both,,,5,\n", "1 (charge names no payer: row 4)"),
        (f"{TALL}x,77012,CPT,both,A,B,N/A,\n\ny,77012,CPT,both,A,B,N/A,\n", "2 (rate is not a number: row 4, row 6)"),
        (f"{TALL}x,77012,CPT,both,A,B,,see contract\n", "1 (rate is stated as an algorithm: row 4)"),
        (f"{TALL}x,,,both,A,B,5,\n", "1 (item has no billing code: row 4)"),
        (TALL + "x,77012,CPT,both,A,B,N/A,\n" * 7, "7 (rate is not a number: row 4, row 5, row 6, row 7, row 8 …)"),
        (hospital(payers_information=[{"standard_charge_dollar": 1.5}]), "1 (charge names no payer: item 1)"),
        (
            hospital(payers_information=[{"payer_name": "A", "standard_charge_algorithm": "x"}]),
            "1 (rate is stated as an algorithm: item 1)",
        ),
        (in_network(rate=-5), "1 (rate is negative: 77012)"),
        (in_network(references=[]), "1 (price has no provider: 77012)"),
        (in_network(known=False), "1 (provider reference is not in the file)"),
    ],
)
def test_rejected_prices_are_told_with_reason_and_place(tmp_path: Path, content: str, says: str) -> None:
    result = adding(tmp_path, content)
    assert result.exit_code == 2
    assert f"nothing was kept; rejected: {says}" in result.stderr
    assert result.stdout == ""
    assert not list((tmp_path / "store").rglob("*.parquet"))
    assert adding(tmp_path, content).exit_code == 2  # it is read again, not "already there"


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        (GOOD, ("--codes", "99999,88888"), "none of the charges in it (1) has one of the codes 88888, 99999"),
        (in_network(), ("--codes", "99999"), "none of the items in it (1) has a price and one of the codes 99999"),
        (hospital(payers_information=[{"payer_name": "A", "standard_charge_dollar": 1}]), ("--codes", "99999"),
         "none of the charges in it (1) has one of the codes 99999"),
        (GOOD, ("--payer", "Zeta"), "none of the charges in it (1) is of a payer with Zeta in its name; its payers are Acme"),
        (TALL, (), "it holds no charge that was negotiated with a payer"),
        (wide() + "x,77012,CPT,both,9\n", (), "it has no column payer_name and none such as standard_charge|PAYER|PLAN|"),
        (wide("standard_charge|A|B|negotiated_dollar") + "x,77012,CPT,both,9,\n", (), "it holds no charge that was"),
        (hospital(gross_charge=5), (), "it holds no charge that was negotiated with a payer"),
        (in_network(items=0), (), "it holds no item with negotiated rates"),
    ],
)  # fmt: skip
def test_a_file_without_what_was_chosen_says_so(
    tmp_path: Path, content: str, options: tuple[str, ...], says: str
) -> None:
    for _ in range(2):  # the second time it is known without being read
        result = adding(tmp_path, content, *options)
        assert result.exit_code == 2
        assert says in result.stderr
        assert result.stderr.endswith("sightline: nothing was kept\n")


def test_a_list_of_npis_that_are_not_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "npis.txt").write_text("1000000012\n")
    result = adding(tmp_path, in_network(), "--npi", str(tmp_path / "npis.txt"))
    assert result.exit_code == 2
    assert "none of the provider groups of its prices (1) has one of the NPIs" in result.stderr


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "rates.csv: the file is empty"),
        (" \n", "rates.csv: the file is empty"),
        ("code,price\n77012,5\n", "not a rate file"),
        ('{"price": 5}', "not a rate file"),
        (ABOUT, "its third row is not a header with code|1"),
    ],
)
def test_an_empty_or_wrong_file_is_refused(tmp_path: Path, content: str, says: str) -> None:
    result = adding(tmp_path, content)
    assert (result.exit_code, says in result.stderr, result.stdout) == (2, True, "")


def test_a_table_of_contents_without_files(tmp_path: Path) -> None:
    result = adding(tmp_path, json.dumps({"reporting_entity_name": "A", "reporting_structure": []}))
    assert (result.exit_code, result.stderr) == (2, "sightline: nothing was kept\n")


def test_one_file_without_the_codes_is_named_beside_one_with_them(tmp_path: Path) -> None:
    result = adding(tmp_path, {"a.csv": GOOD, "b.json": in_network(items=0)}, "--codes", "77012")
    assert result.exit_code == 0
    assert result.stdout.startswith("added: a.csv")
    assert result.stderr == "nothing kept: b.json: it holds no item with negotiated rates\n"


def test_a_column_without_a_plan_is_counted_beside_good_ones(tmp_path: Path) -> None:
    columns = ("standard_charge|A|PPO|negotiated_dollar", "standard_charge|B|negotiated_dollar")
    result = adding(tmp_path, wide(*columns) + "x,77012,CPT,both,9,5,6\n")
    assert result.exit_code == 0
    assert "1 prices kept, 2 charges seen" in result.stdout
    assert "rejected: 1 (column standard_charge|B|negotiated_dollar does not name payer and plan)" in result.stdout


def test_what_was_kept_of_a_file_stays_when_another_choice_finds_nothing(tmp_path: Path) -> None:
    assert adding(tmp_path, GOOD).exit_code == 0
    result = adding(tmp_path, GOOD, "--codes", "99999")
    assert result.exit_code == 2
    assert "has one of the codes 99999; what was kept of it before stays" in result.stderr
    (entry,) = Store(tmp_path / "store").entries()
    assert [(part.payer, part.prices) for part in entry.parts] == [("Acme", 1)]


def test_a_zip_is_judged_whole(tmp_path: Path) -> None:
    path = tmp_path / "rates.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.json", in_network(rate=-5))
        archive.writestr("b.json", in_network())
    (added,) = add_files([str(path)], Store(tmp_path / "store"), Selection())
    assert added.entry is not None
    assert (added.change, added.entry.nothing, added.entry.rejected) == ("added", "", {"rate is negative": 1})
